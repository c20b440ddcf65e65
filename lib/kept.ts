/** How a visitor reads times; what is not given is as the browser has it. */
type Reader = { locale?: string; timeZone?: string }

/** Until when something is kept: "Kept until 15:40.", "… tomorrow, 09:10.", "… 22 December." or with another year. */
export function keptSentence(until: Date, now: Date, reader: Reader = {}): string {
  return `Kept until ${momentOf(until, now, reader)}.`
}

function momentOf(until: Date, now: Date, { locale, timeZone }: Reader): string {
  const daysAway = dayOf(until, timeZone) - dayOf(now, timeZone)
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone, ...options }).format(until)
  if (daysAway <= 0) return format({ timeStyle: "short" })
  if (daysAway === 1) return `tomorrow, ${format({ timeStyle: "short" })}`
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
