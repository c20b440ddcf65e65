import "server-only"
import { sql } from "drizzle-orm"
import { cleanups } from "@/drizzle/schema/cleanups"
import type { Retention, RetentionState } from "@/lib/condition"
import { countInWords, durationInWords } from "@/lib/words/page"
import { picked, type Row, statement } from "../db/statement"
import { env } from "../env"
import { FOUND, findOverdue, type Overdue } from "../expiry/expiry"
import { CLEANUP_LOCK } from "./cleanup"

/** Whether what is over goes in time, and what to do when it does not. */
export async function findRetention(): Promise<Retention> {
  const [cleanup, over] = await Promise.all([findLastCleanup(), findOverdue()])
  const { CLEANUP_PERIOD: period } = env()
  const state = stateOf(cleanup, over, period)
  return {
    state,
    sentence: SENTENCES[state](cleanup, over, period),
    lastFinishedAt: cleanup.finishedAt?.toISOString() ?? null,
    isRunning: cleanup.isRunning,
    period,
    over: { ...over, oldest: over.oldest?.toISOString() ?? null },
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
  // What was over before the last cleanup began should have gone with it.
  if (oldest < before(period) || (startedAt && oldest < startedAt)) return "overdue"
  return "waiting"
}

const SENTENCES: Record<RetentionState, (cleanup: Cleanup, over: Overdue, period: number) => string> = {
  good: () => "Nothing that is over is still stored.",
  waiting: (_, over) =>
    `${inWords(over)} over and ${isOne(over) ? "waits" : "wait"} for the next cleanup. Visitors no longer see ${isOne(over) ? "it" : "them"}.`,
  overdue: (cleanup, over, period) => `${lateness(cleanup, over, period)} ${ADVICE}`,
}

const ADVICE =
  "Clean up now, then look at what starts cleanups: CLEANUP_SCHEDULE, or the crontab that calls the cleanup URL."

function lateness({ finishedAt, now }: Cleanup, over: Overdue, period: number): string {
  const expected = `one is expected every ${durationInWords(period)}`
  if (!finishedAt)
    return `${inWords(over)} over and still stored, and no cleanup has finished yet; ${expected}.`
  if (finishedAt.getTime() < now.getTime() - 2 * period * 1000)
    return `The last cleanup is too long ago; ${expected}.`
  return `${inWords(over)} over and still stored, longer than it should be; ${expected}.`
}

/** "12 visitors’ chats and 1 temporary chat are". */
function inWords(over: Overdue): string {
  const { sessions, chats } = over
  const parts = [
    sessions > 0 && ofVisitors(sessions),
    chats > 0 && countInWords(chats, "temporary chat"),
  ].filter(Boolean)
  return `${parts.join(" and ")} ${isOne(over) ? "is" : "are"}`
}

function ofVisitors(sessions: number): string {
  const many = sessions < FOUND ? "" : " or more"
  return `${sessions.toLocaleString("en")}${many} ${sessions === 1 ? "visitor’s" : "visitors’"} chats`
}

function isOne({ sessions, chats }: Overdue): boolean {
  return sessions === 0 && chats === 1
}
