import "server-only"
import { type SQL, sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { sessions } from "@/drizzle/schema/sessions"
import { bare, type Columns, statement } from "../db/statement"
import { endOfSession as endOf, lifetime, liveSession } from "../expiry/conditions"
import { type Count, countRow } from "../usage/counters"
import { dayOf, untilTomorrow } from "../usage/time-zone"

/**
 * How long a session lives, as this process knows it. `lifetime`: seconds without activity; `touchAfter`: when the next
 * activity has to move its end; `liveUntil`: that end (both milliseconds of this process's monotonic clock).
 */
export type Life = { lifetime: number; touchAfter: number; liveUntil: number }

/**
 * Seconds, by the database's clock: `idle` since the last activity, `lives` until the session's end, `tomorrow` until the
 * operator's next calendar day.
 */
export type LifeRow = { lifetime: number; idle: number; lives: number; tomorrow: number }

type Living = Life & { id: string }

/**
 * Activity moves the session's end: to its lifetime from now. Written at most once an hour (sooner with a short life),
 * and with the first activity of a day, which is counted as a return.
 */
export async function touchSession(session: Living): Promise<void> {
  if (performance.now() < session.touchAfter) return
  const { lifetime: lives, touchAfter, liveUntil } = session
  // What comes at the same moment need not do it again.
  Object.assign(session, clocksOf({ lifetime: lives, idle: 0, lives, tomorrow: lives }))
  try {
    const [row] = await moveEnd({ id: session.id })
    Object.assign(session, clocksOf(row ?? OVER))
  } catch (error) {
    Object.assign(session, { touchAfter, liveUntil })
    throw error
  }
}

const moveEnd = statement<{ id: string }, LifeRow>(
  (value) => sql`
    with before as (
      select ${sessions.id}, ${sessions.lastActiveAt}, now() + make_interval(secs => ${lifetime()}) as end_at
      from ${sessions} where ${sessions.id} = ${value.id} and ${liveSession()} for update
    ), touched as (
      update ${sessions} set ${bare(sessions.lastActiveAt)} = now(), ${bare(sessions.expiresAt)} = before.end_at
      from before where ${sessions.id} = before.id returning ${sessions}.*
    ), counted as (${countRow("before", [returned()])})
    select ${lifeColumns(alias(sessions, "touched"))} from touched`,
)

/**
 * The visitor wants to be forgotten sooner: `seconds` after the last activity from now on. Never lengthens anything.
 */
export async function shortenLifetime(session: Living, seconds: number): Promise<void> {
  const [row] = await shorten({ id: session.id, seconds })
  Object.assign(session, clocksOf(row ?? OVER))
}

const shorten = statement<{ id: string; seconds: number }, LifeRow>(
  (value) => sql`
    with shortened as (
      update ${sessions} set ${bare(sessions.retention)} = least(${sessions.retention}, ${value.seconds}::int),
        ${bare(sessions.expiresAt)} = least(${sessions.expiresAt}, now() + make_interval(secs => ${value.seconds}::int))
      where ${sessions.id} = ${value.id} and ${liveSession()} returning ${sessions}.*
    )
    select ${lifeColumns(alias(sessions, "shortened"))} from shortened`,
)

/** When a session will be over, unless something is written before. */
export function endOfSession({ liveUntil }: Life): Date {
  return new Date(Date.now() + liveUntil - performance.now())
}

const OVER: LifeRow = { lifetime: 0, idle: 0, lives: 0, tomorrow: 0 }

/** Once a day and visitor: the row is locked when its last activity is read. */
function returned(): Count {
  const before = alias(sessions, "before")
  return { metric: "returns", value: sql`(${dayOf(before.lastActiveAt)} < ${dayOf(sql`now()`)})::int` }
}

/** What `clocksOf` needs of a session. */
export function lifeColumns(session: Columns<typeof sessions> = sessions): SQL {
  return sql`
    ${lifetime(session)} as lifetime, extract(epoch from now() - ${session.lastActiveAt})::float as idle,
    extract(epoch from ${endOf(session)} - now())::float as lives, ${untilTomorrow()} as tomorrow`
}

/** The end is moved at most once an hour: soon enough, as even a short life has nine tenths of it left then. */
export function clocksOf({ lifetime, idle, lives, tomorrow }: LifeRow): Life {
  const rest = Math.min(Math.min(3600, lifetime / 10) - idle, tomorrow)
  return {
    lifetime,
    touchAfter: performance.now() + rest * 1000,
    liveUntil: performance.now() + lives * 1000,
  }
}
