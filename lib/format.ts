import type { FailureCode } from "./types"

const FAILURES: Record<FailureCode, string> = {
  not_authorized:
    "The assistant is not set up correctly, so no answer could be written. Please tell the people who run this page.",
  rate_limited: "Too many questions are being asked at the moment. Wait a minute, then retry.",
  provider_error: "The assistant's service had a problem. Retry in a moment.",
  timed_out: "The assistant took too long to answer. Retry, or ask something shorter.",
  cut_off: "The connection to the assistant broke before the answer was finished. Retry to get a whole one.",
  garbled: "The assistant's service sent something that could not be read. Retry in a moment.",
  empty: "The assistant sent an empty answer. Retry, or put the question in other words.",
  length: "The answer reached its length limit. Ask for the rest to continue.",
}

/** The sentence a visitor reads under a reply that did not end well: what happened and what to do next. */
export function failureSentence(code: FailureCode): string {
  return FAILURES[code]
}

const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const

/** A span of whole seconds in the largest unit that says it exactly: "30 days", "1 hour", "90 seconds". */
export function durationInWords(seconds: number): string {
  const [unit, size] = UNITS.find(([, length]) => seconds >= length && seconds % length === 0) ?? [
    "second",
    1,
  ]
  return countInWords(seconds / size, unit)
}

/** "1 chat", "12 chats". */
export function countInWords(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`
}

/** A day and a time of it in the given time zone: "22 Nov 2026, 17:20". */
export function momentInWords(at: Date, timeZone: string): string {
  return at.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone })
}

/** A time of day in the given time zone: "17:20". */
export function timeInWords(at: Date, timeZone: string): string {
  return at.toLocaleString("en-GB", { timeStyle: "short", timeZone })
}
