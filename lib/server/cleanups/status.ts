import "server-only"
import { sql } from "drizzle-orm"
import { cleanups } from "@/drizzle/schema/cleanups"
import type { RetentionFacts, RetentionState } from "@/lib/condition"
import { picked, type Row, statement } from "../db/statement"
import { env } from "../env"
import { FOUND, findOverdue, type Overdue } from "../expiry/expiry"
import { CLEANUP_LOCK } from "./cleanup"

/** Whether what has expired is deleted in time. */
export async function findRetention(): Promise<RetentionFacts> {
  const [cleanup, over] = await Promise.all([findLastCleanup(), findOverdue()])
  const { CLEANUP_PERIOD: period } = env()
  return {
    state: stateOf(cleanup, over, period),
    lateness: latenessOf(cleanup, period),
    lastFinishedAt: cleanup.finishedAt?.toISOString() ?? null,
    isRunning: cleanup.isRunning,
    period,
    over: { ...over, oldest: over.oldest?.toISOString() ?? null },
    isMore: over.sessions >= FOUND,
  }
}

/** The newest cleanup that came to its end, whether one works now, and the time by the database's clock. */
type Cleanup = Partial<Row<typeof cleanups, "startedAt" | "finishedAt">> & { isRunning: boolean; now: Date }

async function findLastCleanup(): Promise<Cleanup> {
  const [cleanup] = await find({})
  return cleanup as Cleanup
}

const find = statement<Record<never, never>, Cleanup>(
  () => sql`
    select last.*, now() as now, exists (
      select from pg_locks join pg_database on pg_database.oid = database
      where locktype = 'advisory' and objid = ${CLEANUP_LOCK} and datname = current_database()
    ) as "isRunning"
    from (select) as one left join (
      select ${picked(cleanups, "startedAt", "finishedAt")} from ${cleanups} where ${cleanups.finishedAt} is not null
      order by ${cleanups.startedAt} desc limit 1
    ) as last on true`,
)

function stateOf(
  { startedAt, finishedAt, now }: Cleanup,
  { oldest }: Overdue,
  period: number,
): RetentionState {
  const before = (seconds: number) => new Date(now.getTime() - seconds * 1000)
  if (finishedAt && finishedAt < before(2 * period)) return "overdue"
  if (!oldest) return "good"
  // What had expired before the last cleanup began should have gone with it.
  if (oldest < before(period) || (startedAt && oldest < startedAt)) return "overdue"
  return "waiting"
}

/** How a cleanup is late, if it is. */
function latenessOf({ finishedAt, now }: Cleanup, period: number): RetentionFacts["lateness"] {
  if (!finishedAt) return "never_finished"
  return finishedAt.getTime() < now.getTime() - 2 * period * 1000 ? "too_long_ago" : "left_behind"
}
