import "server-only"
import type { Source } from "@/lib/types"
import { env } from "../env"
import { countTokens } from "./tokens"

/**
 * What the model is shown; `tokens` as we count them. `sources`: the passages it may cite, by number, and `links`, the
 * addresses it knows as `link-1`, `link-2` …; with `notFound` an answer begins that they do not hold. Undefined where there are
 * no documents.
 */
export type Prompt = {
  instructions: string
  messages: PromptMessage[]
  tokens: number
  knowledge?: { sources: Source[]; links: string[]; notFound: string }
  /** Tokens that may be written, where it is fewer than `REPLY_TOKENS`. */
  outputTokens?: number
  /** Said instead of asking a provider. */
  answer?: string
  /** The documents hold nothing about the question. */
  unanswered?: boolean
}

/** A message as the model is shown it. */
export type PromptMessage = { role: Turn["role"]; content: string }

/** @throws one sentence when the system prompt leaves too little room for a question; asked at boot. */
export function checkContextBudget(): void {
  const excess = promptExcess(env().SYSTEM_PROMPT)
  if (!excess) return
  throw new Error(
    `SYSTEM_PROMPT has ${excess.tokens} tokens, more than half of CONTEXT_TOKENS (${excess.context}). Shorten it or raise CONTEXT_TOKENS.`,
  )
}

/** The tokens of a system prompt that leaves too little room for a question, and those of the whole context. */
export function promptExcess(prompt: string): { tokens: number; context: number } | undefined {
  const tokens = countTokens(prompt)
  return tokens > promptLimit() ? { tokens, context: env().CONTEXT_TOKENS } : undefined
}

/** Tokens a system prompt may have at most: half of the context is for what is said. */
export function promptLimit(): number {
  return Math.floor(env().CONTEXT_TOKENS / 2)
}

/** A message as the model may be shown it. `tokens` was counted when it was written. */
export type Turn = { role: "user" | "assistant"; text: string; tokens: number }
