import "server-only"
import { type SQL, sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { sessions } from "@/drizzle/schema/sessions"
import { bare, type Columns, statement } from "../db/statement"
import { endOfSession as endOf, lifetime, liveSession } from "../expiry/conditions"
import { type Count, countRow } from "../usage/counters"
import { dayOf, untilTomorrow } from "../usage/time-zone"

/**
 * How long a session lasts, as this process knows it. `lifetime`: seconds without activity; `touchAfter`: when the next
 * activity has to move its end; `liveUntil`: that end (both milliseconds of this process's monotonic clock).
 */
export type Lifetime = { lifetime: number; touchAfter: number; liveUntil: number }

/**
 * Seconds, by the database's clock: `idle` since the last activity, `remaining` until the session's end, `tomorrow` until the
 * operator's next calendar day.
 */
export type LifetimeRow = { lifetime: number; idle: number; remaining: number; tomorrow: number }

type LiveSession = Lifetime & { id: string }

/**
 * Activity moves the session's end: to its lifetime from now. Written at most once an hour (sooner with a short lifetime),
 * and with the first activity of a day, which is counted as a return.
 */
export async function touchSession(session: LiveSession): Promise<void> {
  if (performance.now() < session.touchAfter) return
  const { lifetime, touchAfter, liveUntil } = session
  // What comes at the same moment need not do it again.
  Object.assign(session, clocksOf({ lifetime, idle: 0, remaining: lifetime, tomorrow: lifetime }))
  try {
    const [row] = await moveEnd({ id: session.id })
    Object.assign(session, clocksOf(row ?? EXPIRED))
  } catch (error) {
    Object.assign(session, { touchAfter, liveUntil })
    throw error
  }
}

const moveEnd = statement<{ id: string }, LifetimeRow>(
  (value) => sql`
    with before as (
      select ${sessions.id}, ${sessions.lastActiveAt}, now() + make_interval(secs => ${lifetime()}) as end_at
      from ${sessions} where ${sessions.id} = ${value.id} and ${liveSession()} for update
    ), touched as (
      update ${sessions} set ${bare(sessions.lastActiveAt)} = now(), ${bare(sessions.expiresAt)} = before.end_at
      from before where ${sessions.id} = before.id returning ${sessions}.*
    ), counted as (${countRow("before", [returned()])})
    select ${lifetimeColumns(alias(sessions, "touched"))} from touched`,
)

/**
 * For a visitor who wants to be forgotten sooner: `seconds` after the last activity from now on. Never lengthens anything.
 */
export async function shortenLifetime(session: LiveSession, seconds: number): Promise<void> {
  const [row] = await shorten({ id: session.id, seconds })
  Object.assign(session, clocksOf(row ?? EXPIRED))
}

const shorten = statement<{ id: string; seconds: number }, LifetimeRow>(
  (value) => sql`
    with shortened as (
      update ${sessions} set ${bare(sessions.retention)} = least(${sessions.retention}, ${value.seconds}::int),
        ${bare(sessions.expiresAt)} = least(${sessions.expiresAt}, now() + make_interval(secs => ${value.seconds}::int))
      where ${sessions.id} = ${value.id} and ${liveSession()} returning ${sessions}.*
    )
    select ${lifetimeColumns(alias(sessions, "shortened"))} from shortened`,
)

/** When a session will expire, unless something is written before. */
export function endOfSession({ liveUntil }: Lifetime): Date {
  return new Date(Date.now() + liveUntil - performance.now())
}

const EXPIRED: LifetimeRow = { lifetime: 0, idle: 0, remaining: 0, tomorrow: 0 }

/** Once a day and visitor: the row is locked when its last activity is read. */
function returned(): Count {
  const before = alias(sessions, "before")
  return {
    metric: "returning_visitors",
    value: sql`(${dayOf(before.lastActiveAt)} < ${dayOf(sql`now()`)})::int`,
  }
}

/** What `clocksOf` needs of a session. */
export function lifetimeColumns(session: Columns<typeof sessions> = sessions): SQL {
  return sql`
    ${lifetime(session)} as lifetime, extract(epoch from now() - ${session.lastActiveAt})::float as idle,
    extract(epoch from ${endOf(session)} - now())::float as remaining, ${untilTomorrow()} as tomorrow`
}

/** The end is moved at most once an hour: soon enough, as even a short lifetime has nine tenths of it left then. */
export function clocksOf({ lifetime, idle, remaining, tomorrow }: LifetimeRow): Lifetime {
  const rest = Math.min(Math.min(3600, lifetime / 10) - idle, tomorrow)
  return {
    lifetime,
    touchAfter: performance.now() + rest * 1000,
    liveUntil: performance.now() + remaining * 1000,
  }
}
