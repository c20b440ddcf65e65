import "server-only"
import type { Sql } from "@/drizzle/client"
import { query } from "../db/client"
import { endOfSession as endOf, lifetime, liveSession } from "../expiry/conditions-text"
import { type Count, countUsage } from "../usage/counters-text"
import { dayOf, untilTomorrow } from "../usage/time-zone-text"

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
    Object.assign(session, clocksOf((await moveEnd(session)) ?? OVER))
  } catch (error) {
    Object.assign(session, { touchAfter, liveUntil })
    throw error
  }
}

async function moveEnd({ id }: Living): Promise<LifeRow | undefined> {
  const [row] = await query(
    ({ sql }) => sql<LifeRow[]>`
      with before as (
        select id, last_active_at from sessions s where id = ${id} and ${sql.unsafe(liveSession("s"))} for update
      ), touched as (
        update sessions s set last_active_at = now(), expires_at = now() + make_interval(secs => ${sql.unsafe(lifetime("s"))})
        from before where s.id = before.id returning s.*
      ), counted as (${sql.unsafe(countUsage("before", [returned()]))})
      select ${lifeColumns(sql)} from touched s`,
  )
  return row
}

/**
 * The visitor wants to be forgotten sooner: `seconds` after the last activity from now on. Never lengthens anything.
 */
export async function shortenLifetime(session: Living, seconds: number): Promise<void> {
  const rows = await query(
    ({ sql }) => sql<LifeRow[]>`
      update sessions s set retention = least(retention, ${seconds}::int),
        expires_at = least(expires_at, now() + make_interval(secs => ${seconds}))
      where id = ${session.id} and ${sql.unsafe(liveSession("s"))} returning ${lifeColumns(sql)}`,
  )
  Object.assign(session, clocksOf(rows[0] ?? OVER))
}

/** When a session will be over, unless something is written before. */
export function endOfSession({ liveUntil }: Life): Date {
  return new Date(Date.now() + liveUntil - performance.now())
}

const OVER: LifeRow = { lifetime: 0, idle: 0, lives: 0, tomorrow: 0 }

/** Once a day and visitor: the row is locked when its last activity is read. */
function returned(): Count {
  return { metric: "returns", value: `(${dayOf("before.last_active_at")} < ${dayOf("now()")})::int` }
}

/** What `clocksOf` needs of a row of `sessions s`. */
export function lifeColumns(sql: Sql) {
  return sql`
    ${sql.unsafe(lifetime("s"))} as lifetime, extract(epoch from now() - s.last_active_at)::float as idle,
    extract(epoch from ${sql.unsafe(endOf("s"))} - now())::float as lives, ${sql.unsafe(untilTomorrow())} as tomorrow`
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
