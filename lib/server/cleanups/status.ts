import "server-only"
import type { RetentionFacts, RetentionState } from "@/lib/condition"
import { query } from "../db/client"
import { env } from "../env"
import { FOUND, findOverdue, type Overdue } from "../expiry/expiry"
import { CLEANUP_LOCK } from "./cleanup"

/** Whether what is over goes in time. */
export async function findRetention(): Promise<RetentionFacts> {
  const [cleanup, over] = await Promise.all([findLastCleanup(), findOverdue()])
  const { CLEANUP_PERIOD: period } = env()
  return {
    state: stateOf(cleanup, over, period),
    lateness: latenessOf(cleanup, period),
    lastFinishedAt: cleanup.finished_at?.toISOString() ?? null,
    isRunning: cleanup.is_running,
    period,
    over: { ...over, oldest: over.oldest?.toISOString() ?? null },
    isMore: over.sessions >= FOUND,
  }
}

/** The newest cleanup that came to its end, whether one works now, and the time by the database's clock. */
type Cleanup = { started_at: Date | null; finished_at: Date | null; is_running: boolean; now: Date }

async function findLastCleanup(): Promise<Cleanup> {
  const [cleanup] = await query(
    ({ sql }) => sql<[Cleanup]>`
      select started_at, finished_at, now() as now, exists (
        select from pg_locks join pg_database d on d.oid = database
        where locktype = 'advisory' and objid = ${CLEANUP_LOCK} and datname = current_database()
      ) as is_running
      from (select) as one left join (
        select started_at, finished_at from cleanups where finished_at is not null order by started_at desc limit 1
      ) as last on true`,
  )
  return cleanup
}

function stateOf(
  { started_at, finished_at, now }: Cleanup,
  { oldest }: Overdue,
  period: number,
): RetentionState {
  const before = (seconds: number) => new Date(now.getTime() - seconds * 1000)
  if (finished_at && finished_at < before(2 * period)) return "overdue"
  if (!oldest) return "good"
  // What was over before the last cleanup began should have gone with it.
  if (oldest < before(period) || (started_at && oldest < started_at)) return "overdue"
  return "waiting"
}

/** How a cleanup is late, if it is. */
function latenessOf({ finished_at, now }: Cleanup, period: number): RetentionFacts["lateness"] {
  if (!finished_at) return "never_finished"
  return finished_at.getTime() < now.getTime() - 2 * period * 1000 ? "too_long_ago" : "left_behind"
}
