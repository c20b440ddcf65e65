import "server-only"
import { type SQL, type SQLWrapper, sql } from "drizzle-orm"
import { env } from "../env"

/*
 * The operator's clock and calendar, as SQL: counters, returning visitors and the dashboard agree on when a day begins.
 */

/** What the operator's clock says at an instant, or the instant at which it says so. */
export function inZone(time: SQLWrapper): SQL {
  return sql`((${time}) at time zone ${env().TIME_ZONE})`
}

/** The calendar day of an instant. */
export function dayOf(instant: SQLWrapper): SQL {
  return sql`${inZone(instant)}::date`
}

/** The beginning of an instant's hour. */
export function hourOf(instant: SQLWrapper): SQL<Date> {
  return sql`date_trunc('hour', ${instant}, ${env().TIME_ZONE})`
}

/** Seconds until the next calendar day. */
export function untilTomorrow(): SQL<number> {
  return sql`extract(epoch from ${inZone(sql`(${dayOf(sql`now()`)} + 1)::timestamp`)} - now())::float`
}
