import "server-only"
import { locale } from "@/lib/words/page"
import { env } from "../env"
import { perProcess } from "../process"

/** "Friday, 27 November 2026": the day on which something was said, as one may ask for it. */
export function dayOf(at: Date): string {
  return perProcess("days", daysIn).format(at)
}

function daysIn(): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale.dates, { dateStyle: "full", timeZone: env().TIME_ZONE })
}
