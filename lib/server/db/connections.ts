import "server-only"
import { sql } from "drizzle-orm"
import { env } from "../env"
import { log } from "../telemetry/log"
import { query } from "./client"

/** Beside the pool: one that listens, and one that holds the lock of a cleanup. */
const BESIDE = 2

/**
 * Warns when the database has no room for the connections this process may open, beside those that are open already:
 * another process of the same app, or another program, would be refused when all are busy.
 */
export async function checkConnections(): Promise<void> {
  const wanted = env().DATABASE_POOL_SIZE + BESIDE
  const [row] = await query(({ db }) =>
    db.execute<{ room: number; others: number }>(sql`
      select (
        current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
          - coalesce(current_setting('reserved_connections', true)::int, 0)
      ) as room, (
        select count(*)::int from pg_stat_activity
        where backend_type = 'client backend' and pid <> pg_backend_pid()
      ) as others`),
  )
  if (!row || row.others + wanted <= row.room) return
  log().warn(
    { room: row.room, others: row.others, wanted },
    "the database has less room than DATABASE_POOL_SIZE asks for: lower it, or raise max_connections",
  )
}
