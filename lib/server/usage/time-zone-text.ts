import "server-only"
import { env } from "../env"

/*
 * The operator's clock and calendar, as SQL: counters, returning visitors and the desk agree on when a day begins.
 */

/** SQL: what the operator's clock says at an instant, or the instant at which it says so. */
export function inZone(time: string): string {
  return `((${time}) at time zone '${env().TIME_ZONE}')`
}

/** SQL: the calendar day of an instant. */
export function dayOf(instant: string): string {
  return `${inZone(instant)}::date`
}

/** SQL: the beginning of an instant's hour. */
export function hourOf(instant: string): string {
  return `date_trunc('hour', ${instant}, '${env().TIME_ZONE}')`
}

/** SQL: seconds until the next calendar day. */
export function untilTomorrow(): string {
  return `extract(epoch from ${inZone(`(${dayOf("now()")} + 1)::timestamp`)} - now())::float`
}
