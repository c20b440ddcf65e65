import "server-only"
import type { FailureCode } from "@/lib/types"
import type { GIVEN_UP, INTERRUPTED } from "./recent-replies"

/** What the operator does about answers that do not arrive for this reason. */
export function adviceFor(reason: string): string {
  return Object.entries(ADVICE).find(([known]) => known === reason)?.[1] ?? ADVICE.provider_error
}

const STATUS_PAGE = "look at its status page, and at OPENAI_BASE_URL and the model in the settings."

const ADVICE: Record<FailureCode | typeof INTERRUPTED | typeof GIVEN_UP, string> = {
  not_authorized: "The provider refuses the key: look at OPENAI_API_KEY.",
  rate_limited: "The provider takes no more: look at the limits and the credit of your account there.",
  provider_error: `The provider reports a problem: ${STATUS_PAGE}`,
  timed_out: "The provider is too slow: look at its status page, or at REPLY_TIMEOUT.",
  cut_off: `The connection to the provider breaks: ${STATUS_PAGE}`,
  garbled: "The provider sends what cannot be read: look at whether OPENAI_BASE_URL is its address.",
  empty: "The provider sends answers without a word: look at the model in the settings.",
  length: "Answers reach their limit: look at REPLY_TOKENS.",
  interrupted:
    "Alcove ended before they were whole: look at whether it is restarted again and again, or runs out of memory.",
  given_up: "Visitors stopped waiting for the first word: the provider is too slow, look at its status page.",
}
