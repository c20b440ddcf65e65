import "server-only"
import type { ModelMessage } from "ai"
import { env } from "../env"
import { countTokens } from "./tokens"

/** What the model is shown; `tokens` as we count them. */
export type Prompt = { instructions: string; messages: ModelMessage[]; tokens: number }

/** @throws one sentence when the system prompt leaves too little room for a question; asked at boot. */
export function checkContextBudget(): void {
  const problem = promptProblem("SYSTEM_PROMPT", env().SYSTEM_PROMPT)
  if (problem) throw new Error(problem)
}

/** One sentence when a system prompt, called `name` where it was written, leaves too little room for a question. */
export function promptProblem(name: string, prompt: string): string | undefined {
  const tokens = countTokens(prompt)
  if (tokens <= promptLimit()) return undefined
  return `${name} has ${tokens} tokens, more than half of CONTEXT_TOKENS (${env().CONTEXT_TOKENS}). Shorten it or raise CONTEXT_TOKENS.`
}

/** Tokens a system prompt may have at most: half of the context is for what is said. */
export function promptLimit(): number {
  return Math.floor(env().CONTEXT_TOKENS / 2)
}

/** A message as the model may be shown it. `tokens` was counted when it was written. */
export type Turn = { role: "user" | "assistant"; text: string; tokens: number }
