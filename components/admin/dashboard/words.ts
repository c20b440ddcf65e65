import type { FailureCode } from "@/lib/types"
import { date, languageName as nameOfLanguage, number } from "@/lib/words/page"

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
  if (milliseconds < 1000) return `${inNumber(Math.round(milliseconds))}\u00a0ms`
  if (milliseconds < 100_000) return `${inNumber(milliseconds / 1000)}\u00a0s`
  return `${inNumber(milliseconds / 60_000)}\u00a0min`
}

const UNITS = ["bytes", "kB", "MB", "GB", "TB"]

/** Bytes as "28 MB". */
export function inBytes(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1)
  return `${number(bytes / 1000 ** power, { maximumSignificantDigits: 3 })}\u00a0${UNITS[power]}`
}

/** Of fewer things a percentage says more than is known. */
const FEW = 10

/** Whether 95 of 100 answers means something. */
export function hasMany({ replies }: { replies: number }): boolean {
  return replies >= 20
}

/** "45 %" of enough things, "1 of 2" of a few; "–" of none. */
export function shareInWords(part: number, all: number): string {
  if (all === 0) return "–"
  if (all < FEW) return `${inNumber(part)} of ${inNumber(all)}`
  const percent = (part / all) * 100
  return `${inNumber(percent < 10 ? percent : Math.round(percent))}\u202f%`
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
  if (before === null || before === 0) return "none before"
  if (now === 0 || (things < FEW && now !== before)) return `${format(before)} before`
  if (now === before) return "as before"
  const percent = Math.round(Math.abs(now / before - 1) * 100)
  const sign = now > before ? "+" : "\u2212"
  if (percent === 0) return "about as before"
  return `${sign}${inNumber(percent)}\u202f% from ${format(before)}`
}

/** A calendar day (`YYYY-MM-DD`) as "22 Nov". */
export function shortDay(day: string): string {
  return date(new Date(`${day}T00:00:00Z`), { day: "numeric", month: "short", timeZone: "UTC" })
}

/** Two calendar days as "24 Oct – 22 Nov 2026", one as "22 Nov 2026". */
export function daysInWords(from: string, to: string): string {
  const year = (day: string) => day.slice(0, 4)
  const last = `${shortDay(to)} ${year(to)}`
  if (from === to) return last
  return `${shortDay(from)}${year(from) === year(to) ? "" : ` ${year(from)}`} – ${last}`
}

/** An instant (ISO 8601) by a clock: "12:03". */
export function clockTime(instant: string, timeZone: string): string {
  return date(new Date(instant), { hour: "2-digit", minute: "2-digit", timeZone })
}

/** An instant by a calendar and a clock: "22 Nov 2026, 12:03". */
export function dayAndTime(instant: string, timeZone: string): string {
  const day = date(new Date(instant), { day: "numeric", month: "short", year: "numeric", timeZone })
  return `${day}, ${clockTime(instant, timeZone)}`
}

/** "German" for `de`. */
export function languageName(code: string): string {
  return code === "" ? "Not said" : nameOfLanguage(code)
}

/** What went wrong, in two words. */
export function failureName(code: string): string {
  return Object.entries(FAILURES).find(([known]) => known === code)?.[1] ?? code
}

const FAILURES: Record<FailureCode, string> = {
  not_authorized: "Key refused",
  no_credit: "No credit left",
  unknown_model: "Unknown model",
  wrong_address: "Wrong address",
  rejected: "Request refused",
  too_much: "Chat too long",
  rate_limited: "Too many requests",
  provider_error: "Provider error",
  unreachable: "Not reachable",
  insecure: "No safe connection",
  timed_out: "Too slow",
  cut_off: "Connection broke",
  garbled: "Unreadable answer",
  empty: "Empty answer",
  filtered: "Held back by rules",
  refused: "Declined",
  tool_call: "Asked for a tool",
  length: "Limit reached",
}
