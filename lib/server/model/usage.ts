import "server-only"
import { isConfigured } from "../provider/provider"
import type { Usage } from "../provider/said"
import type { Outcome } from "./generate"
import type { Prompt } from "./prompt"
import { countTokens } from "./tokens"

/** Of what no provider was asked. */
export const NOTHING: Usage = { inputTokens: 0, outputTokens: 0 }

/**
 * What a provider says it read and wrote; where it did not say, what it probably has. It has read the question as soon as it took
 * it, also when it was stopped before the first word; nothing when it refused it or was not reached.
 */
export function usageOf(
  { tokens, answer }: Prompt,
  text: string,
  { usage, status, failure }: Outcome,
): Usage {
  if (usage) return usage
  const isTaken = isConfigured() && answer === undefined && status === undefined && !isUnreached(failure)
  return text || isTaken ? { inputTokens: tokens, outputTokens: countTokens(text) } : NOTHING
}

function isUnreached(failure: Outcome["failure"]): boolean {
  return failure === "unreachable" || failure === "insecure"
}
