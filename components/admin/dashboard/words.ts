import { chartsWords, dashboardWords, figuresWords } from "@/lib/words/admin"
import { date, languageName as nameOfLanguage, number } from "@/lib/words/page"

const { units, comparison: compared } = figuresWords

/** "1,234"; "–" when there is nothing to say. */
export function inNumber(value: number | null): string {
  return value === null ? "–" : number(value, { maximumFractionDigits: 1 })
}

/** "1.2K", for where there is little room. */
export function inShort(value: number | null): string {
  return value === null ? "–" : number(value, { notation: "compact" })
}

/** "€12.30"; a sum below a cent keeps two digits that count. */
export function inMoney(currency: string): (value: number | null) => string {
  return (value) => {
    if (value === null) return "–"
    const small = value > 0 && value < 0.01
    const digits = small ? { maximumSignificantDigits: 2 } : {}
    return number(value, { style: "currency", currency, ...digits })
  }
}

/** Milliseconds as "820 ms", "1.4 s" or "2.5 min". */
export function inTime(milliseconds: number | null): string {
  if (milliseconds === null) return "–"
  if (milliseconds < 1000) return units.milliseconds(inNumber(Math.round(milliseconds)))
  if (milliseconds < 100_000) return units.seconds(inNumber(milliseconds / 1000))
  return units.minutes(inNumber(milliseconds / 60_000))
}

/** Bytes as "28 MB". */
export function inBytes(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.bytes.length - 1)
  const value = number(bytes / 1000 ** power, { maximumSignificantDigits: 3 })
  return units.bytes[power]?.(value) ?? value
}

/** Of so few things a percentage says more than is known. */
export function isFew(things: number): boolean {
  return things < 10
}

/** Whether 95 of 100 answers means something. */
export function hasMany({ replies }: { replies: number }): boolean {
  return replies >= 20
}

/** "45 %" of enough things, "1 of 2" of a few; "–" of none. */
export function shareInWords(part: number, all: number): string {
  if (all === 0) return "–"
  if (isFew(all)) return units.of({ part: inNumber(part), all: inNumber(all) })
  const percent = (part / all) * 100
  return units.percent(inNumber(percent < 10 ? percent : Math.round(percent)))
}

/**
 * "+12 % from 340": how a figure compares with the one before, which is that of `things`; empty when there is nothing to
 * compare.
 */
export function comparison(
  now: number | null,
  before: number | null,
  format = inNumber,
  things = before ?? 0,
): string {
  if (now === null || (now === 0 && before === 0)) return ""
  if (before === null || before === 0) return compared.none
  if (now === 0 || (isFew(things) && now !== before)) return compared.before(format(before))
  if (now === before) return compared.same
  const percent = Math.round(Math.abs(now / before - 1) * 100)
  const sign = now > before ? "+" : "\u2212"
  if (percent === 0) return compared.nearlySame
  return compared.changed({ change: `${sign}${units.percent(inNumber(percent))}`, from: format(before) })
}

/** A calendar day (`YYYY-MM-DD`) as "22 Nov", or with its year. */
export function shortDay(day: string, year?: "numeric"): string {
  return date(new Date(`${day}T00:00:00Z`), { day: "numeric", month: "short", year, timeZone: "UTC" })
}

/** Two calendar days as "24 Oct – 22 Nov 2026", one as "22 Nov 2026". */
export function daysInWords(from: string, to: string): string {
  if (from === to) return shortDay(to, "numeric")
  const isOneYear = from.slice(0, 4) === to.slice(0, 4)
  return dashboardWords.range.days({
    from: shortDay(from, isOneYear ? undefined : "numeric"),
    to: shortDay(to, "numeric"),
  })
}

/** "German" for `de`. */
export function languageName(code: string): string {
  return code === "" ? chartsWords.languages.unknown : nameOfLanguage(code)
}

/** What went wrong, in two words. */
export function failureName(code: string): string {
  return Object.entries(chartsWords.errors.failures).find(([known]) => known === code)?.[1] ?? code
}
