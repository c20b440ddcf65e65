import "server-only"
import { setTimeout as pause } from "node:timers/promises"
import { desc, isNotNull, sql } from "drizzle-orm"
import { cleanups } from "@/drizzle/schema/cleanups"
import { query } from "../db/client"
import { counter, gauge } from "../telemetry/metrics"
import type { Receipt } from "./cleanup"

/** Milliseconds the metrics wait for the database: they are read most when it does not answer. */
const ANSWER_WITHIN = 1_000

const deleted = counter("alcove_cleanup_deleted_rows_total", "Rows that cleanups deleted.", "kind")

let last = 0
gauge(
  "alcove_cleanup_last_success_timestamp_seconds",
  "When a cleanup of whatever process last came to its end (Unix time), 0 before the first.",
  async () => {
    last = (await Promise.race([findLastEnd().catch(() => undefined), pause(ANSWER_WITHIN)])) ?? last
    return last
  },
)

/** Counts what a cleanup deleted. */
export function countCleanup({ deleted: { sessions, chats, messages } }: Receipt): void {
  deleted.inc({ kind: "sessions" }, sessions)
  deleted.inc({ kind: "chats" }, chats)
  deleted.inc({ kind: "messages" }, messages)
}

async function findLastEnd(): Promise<number | undefined> {
  const [row] = await query(({ db }) =>
    db
      .select({ end: sql<number>`extract(epoch from ${cleanups.finishedAt})::float` })
      .from(cleanups)
      .where(isNotNull(cleanups.finishedAt))
      .orderBy(desc(cleanups.startedAt))
      .limit(1),
  )
  return row?.end
}
