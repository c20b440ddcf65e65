import "server-only"
import { locale } from "@/lib/words/page"
import { env } from "../env"
import { perProcess } from "../process"

/** Milliseconds in which no day begins, in any time zone. */
const QUARTER = 900_000

/** "Friday, 27 November 2026": the day on which something was said, as one may ask for it. */
export function dayOf(at: Date): string {
  const days = perProcess("days", daysIn)
  const quarter = Math.floor(at.getTime() / QUARTER)
  // Formatting takes longer than all else that is done with a turn, and turns follow each other.
  if (quarter !== days.quarter) Object.assign(days, { quarter, day: days.format.format(at) })
  return days.day
}

function daysIn() {
  const format = new Intl.DateTimeFormat(locale.dates, { dateStyle: "full", timeZone: env().TIME_ZONE })
  return { format, quarter: Number.NaN, day: "" }
}
