import type { Reason } from "../../condition"

const advice: Record<Reason, string> = {
  not_authorized: "The provider refuses the key: look at OPENAI_API_KEY.",
  no_credit: "The account at the provider is used up: add credit there.",
  unknown_model: "The provider does not know the model: look at its name in the settings.",
  wrong_address: "Something else answers at the provider’s address: look at OPENAI_BASE_URL.",
  rejected: "The provider does not take the request: look at the model and the temperature in the settings.",
  too_much: "The model takes less at once than it is sent: look at CONTEXT_TOKENS and REPLY_TOKENS.",
  rate_limited: "The provider takes no more: look at the limits and the credit of your account there.",
  provider_error: "The provider reports a problem of its own: look at its status page.",
  unreachable: "The provider cannot be reached: look at whether it runs, and at OPENAI_BASE_URL.",
  insecure:
    "No safe connection to the provider can be made: look at its certificate, and at OPENAI_BASE_URL.",
  timed_out: "The provider is too slow: look at its status page, or at REPLY_TIMEOUT.",
  cut_off: "The connection to the provider breaks: look at its status page, and at OPENAI_BASE_URL.",
  garbled: "The provider sends what cannot be read: look at whether OPENAI_BASE_URL is its address.",
  empty: "The provider sends answers without a word: look at the model in the settings.",
  filtered: "The provider holds answers back because of its rules on content: look at the system prompt.",
  refused: "The model declines to answer: look at the system prompt.",
  tool_call: "The model asks for tools, which it is not given: look at the model in the settings.",
  length: "Answers reach their limit: look at REPLY_TOKENS.",
  interrupted:
    "Alcove ended before they were whole, or the database did not answer: look at whether Alcove is restarted again and again or runs out of memory, and at the database.",
  given_up: "Visitors stopped waiting for the first word: the provider is too slow, look at its status page.",
}

/** What the operator does about answers that do not arrive for this reason; one of another version is the provider's. */
export function adviceFor(reason: string): string {
  return Object.entries(advice).find(([known]) => known === reason)?.[1] ?? advice.provider_error
}
