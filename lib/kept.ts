import { date, kept } from "./words/page"

const HOUR = 3600

/** Seconds that what was written on a shared computer is kept at most, where it is kept for `lifetime` elsewhere. */
export function sharedLifetime(lifetime: number): number {
  // A time that is hardly longer is not worth a change.
  return lifetime > 1.1 * HOUR ? HOUR : lifetime
}

/** Where a visitor reads times, and whether on twelve hours or 24; what is not given is as the browser has it. */
type Reader = { locale?: string; timeZone?: string }

/** Until when something is kept: "Kept until 15:40.", "… tomorrow, 09:10.", "… 22 December." or with another year. */
export function keptSentence(until: Date, now: Date, reader: Reader = {}): string {
  return kept.until(momentOf(until, now, reader))
}

/** The same without words around it. */
export function momentOf(until: Date, now: Date, { locale, timeZone }: Reader = {}): string {
  const daysAway = dayOf(until, timeZone) - dayOf(now, timeZone)
  const { hour12 } = new Intl.DateTimeFormat(locale, { hour: "numeric" }).resolvedOptions()
  const format = (options: Intl.DateTimeFormatOptions) => date(until, { timeZone, ...options })
  const time = format({ hour: hour12 ? "numeric" : "2-digit", minute: "2-digit", hour12 })
  if (daysAway <= 0) return time
  if (daysAway === 1) return kept.tomorrow(time)
  const year = yearOf(until, timeZone) === yearOf(now, timeZone) ? undefined : "numeric"
  return format({ day: "numeric", month: "long", year })
}

const DAY = 86_400_000

/** Days of the calendar, counted; a day of 23 or 25 hours counts as one. */
function dayOf(moment: Date, timeZone: string | undefined): number {
  return Date.parse(isoDate(moment, timeZone)) / DAY
}

function yearOf(moment: Date, timeZone: string | undefined): string {
  return isoDate(moment, timeZone).slice(0, 4)
}

/** The Swedish way to write a date is the standard's. */
function isoDate(moment: Date, timeZone: string | undefined): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(moment)
}
