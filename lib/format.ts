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
