import type { FailureCode } from "../../types"

/**
 * What a visitor reads under a reply that did not end well: what happened and what to do next. `tell`: whom to tell of
 * what the operator has to mend.
 */
const reasons: Record<FailureCode, (tell: string) => string> = {
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

/** `tell`: by the operator's contact, empty when it is not known. */
export const failures = {
  reasons,
  tell: (contact: string) => `Please tell ${contact || "the people who run this page"}.`,
}
