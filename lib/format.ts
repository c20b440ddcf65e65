import type { FailureCode } from "./types"

/** What the operator has to mend is told to them: by their contact when it is known. */
const FAILURES: Record<FailureCode, (tell: string) => string> = {
  not_authorized: (tell) => `The assistant is not set up correctly, so no answer could be written. ${tell}`,
  no_credit: (tell) => `The assistant’s account is used up, so no answer could be written. ${tell}`,
  unknown_model: (tell) => `The assistant is not set up correctly: its model does not exist. ${tell}`,
  wrong_address: (tell) =>
    `The assistant is not set up correctly: something else answers at its address. ${tell}`,
  rejected: (tell) => `The assistant’s service did not accept the question. ${tell}`,
  too_much: (tell) =>
    `This is more than the assistant can read at once. Start a new chat or ask something shorter. ${tell}`,
  rate_limited: () => "Too many questions are being asked at the moment. Wait a minute, then retry.",
  provider_error: () => "The assistant’s service had a problem. Retry in a moment.",
  unreachable: (tell) =>
    `The assistant’s service cannot be reached. Try again in a few minutes. If it stays like this: ${tell}`,
  insecure: (tell) => `No safe connection to the assistant’s service could be made. ${tell}`,
  timed_out: () => "The assistant took too long to answer. Retry, or ask something shorter.",
  cut_off: () =>
    "The connection to the assistant broke before the answer was finished. Retry to get a whole one.",
  garbled: () => "The assistant’s service sent something that could not be read. Retry in a moment.",
  empty: () => "The assistant sent an empty answer. Retry, or put the question in other words.",
  filtered: () =>
    "The assistant’s service held this answer back because of its rules on content. Put the question in other words.",
  refused: () =>
    "The assistant declined to answer this. Put the question in other words, or ask another one.",
  tool_call: () =>
    "The assistant wanted to use a tool that this page does not have. Put the question in other words.",
  length: () => "The answer reached its length limit. Ask for the rest to continue.",
}

/**
 * The sentence a visitor reads under a reply that did not end well: what happened and what to do next; `contact`: how the
 * operator is reached, if they said so.
 */
export function failureSentence(code: FailureCode, contact = ""): string {
  return FAILURES[code](`Please tell ${contact || "the people who run this page"}.`)
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
