import "server-only"
import { type LanguageModelUsage, streamText, type TextStreamPart, type ToolSet } from "ai"
import { isBlank } from "@/lib/text"
import type { FailureCode } from "@/lib/types"
import { env } from "../env"
import { BUILT_IN } from "../provider/built-in"
import { Exchange } from "../provider/exchange"
import { isConfigured, type ModelSettings, modelFor } from "../provider/provider"
import { ProviderError, providerErrorIn } from "../provider/provider-error"
import { isCount, type Usage } from "../provider/said"
import type { Prompt } from "./prompt"
import { ReplyText } from "./reply-text"
import { isThinker, noteThinker } from "./thinkers"
import { Thoughts } from "./thoughts"

/** How a generation ended: with a failure code when it is not a whole answer; `usage` when the provider said it. */
export type Outcome = {
  failure?: FailureCode
  usage?: Usage
  /** The HTTP status the provider refused with. */
  status?: number
  /** The provider's own short name of what went wrong (`model_not_found`); never a text. */
  code?: string
}

/** The name of the model that answers, `quoting` when no provider is configured or asked. */
export function modelName({ model }: ModelSettings, answer?: string): string {
  return isConfigured() && answer === undefined ? model : BUILT_IN
}

/** `onThinking`: the model thinks, and what is not told; `onStartOver`: all words so far were thoughts. */
export type Beside = { onThinking?: () => void; onStartOver?: () => void }

/**
 * Streams one answer to `prompt`; `onText` gets every piece, cut at code points, never more than `REPLY_TOKENS` in all.
 * Whatever goes wrong at the provider comes back as a failure code, not as an error. Aborting `signal` ends it early and
 * quietly.
 */
export async function generate(
  settings: ModelSettings,
  prompt: Prompt,
  signal: AbortSignal,
  onText: (text: string) => void,
  beside: Beside = {},
): Promise<Outcome> {
  const answer = listenFor(settings, onText, beside)
  const { exchange, thoughts } = answer
  try {
    const { stream } = streamText(requestOf(settings, prompt, signal, exchange))
    for await (const part of stream) {
      const outcome = read(part, settings, answer)
      if (outcome) return outcome
    }
    return { failure: "cut_off" }
  } catch (error) {
    return failed(exchange, error)
  } finally {
    thoughts.end(false)
    exchange.close()
  }
}

/** An answer while it is read: the HTTP under it, its words, and the thoughts among them. */
type Answer = { exchange: Exchange; text: ReplyText; thoughts: Thoughts }

function listenFor(
  settings: ModelSettings,
  onText: (text: string) => void,
  { onThinking = () => {}, onStartOver = () => {} }: Beside,
): Answer {
  const exchange = new Exchange(env().REPLY_TIMEOUT * 1000, onThinking)
  const text = new ReplyText(env().REPLY_TOKENS, onText)
  const thoughts = new Thoughts(isThinker(settings.model), {
    onText: (piece) => text.push(piece),
    onThinking: () => exchange.thinking(),
    onStartOver: () => {
      text.startOver()
      onStartOver()
    },
  })
  return { exchange, text, thoughts }
}

function requestOf(settings: ModelSettings, prompt: Prompt, signal: AbortSignal, exchange: Exchange) {
  return {
    ...modelFor(settings, exchange, prompt.answer),
    instructions: isBlank(prompt.instructions) ? undefined : prompt.instructions,
    messages: prompt.messages,
    maxOutputTokens: env().REPLY_TOKENS,
    // The visitor retries, not we: one message is one call, and a failure is seen at once.
    maxRetries: 0,
    abortSignal: AbortSignal.any([signal, exchange.silence]),
    // The default prints the error, which can quote the prompt.
    onError: () => {},
  }
}

/** Takes a part of the stream in. Says how the generation ended, if it did. */
function read(
  part: TextStreamPart<ToolSet>,
  { model }: ModelSettings,
  { exchange, text, thoughts }: Answer,
): Outcome | undefined {
  if (part.type === "text-delta") thoughts.push(part.text)
  if (text.full) return { failure: "length" }
  if (part.type === "reasoning-delta") exchange.thinking()
  if (part.type === "error") return failed(exchange, part.error)
  if (part.type === "abort") return exchange.silence.aborted ? { failure: "timed_out" } : {}
  if (part.type !== "finish") return undefined
  const { error, usage } = exchange.ending ?? endingOf(part)
  thoughts.end(!error)
  if (!error) noteThinker(model, thoughts.alone)
  if (text.full) return { failure: "length", usage }
  return { ...reasonOf(error, text), usage }
}

/** How it ended in the words of the AI SDK, where it reads the answer itself. */
function endingOf(part: {
  finishReason: string
  totalUsage: LanguageModelUsage
}): NonNullable<Exchange["ending"]> {
  const { inputTokens, outputTokens } = part.totalUsage
  const usage = isCount(inputTokens) && isCount(outputTokens) ? { inputTokens, outputTokens } : undefined
  const failure = REASONS.get(part.finishReason)
  return { error: failure && new ProviderError(failure), usage }
}

const REASONS = new Map<string, FailureCode>([
  ["length", "length"],
  ["content-filter", "filtered"],
  ["tool-calls", "tool_call"],
  ["error", "provider_error"],
  ["interrupted", "cut_off"],
])

function reasonOf(error: ProviderError | undefined, text: ReplyText): Outcome {
  // A limit that was used up by thoughts cut no answer.
  if (!error || error.failure === "length")
    return text.empty ? { failure: "empty" } : { failure: error?.failure }
  const { failure, status, code } = error
  return { failure, ...(status && { status }), ...(code && { code }) }
}

function failed(exchange: Exchange, error: unknown): Outcome {
  if (exchange.silence.aborted) return { failure: "timed_out" }
  const known = providerErrorIn(error)
  if (!known) return { failure: isCausedBy(error, /JSONParse|TypeValidation/) ? "garbled" : "cut_off" }
  return { failure: known.failure, status: known.status, code: known.code }
}

function isCausedBy(error: unknown, name: RegExp): boolean {
  return error instanceof Error && (name.test(error.name) || isCausedBy(error.cause, name))
}
