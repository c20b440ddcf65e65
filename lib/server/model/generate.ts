import "server-only"
import type { LanguageModelV4CallOptions, LanguageModelV4StreamPart } from "@ai-sdk/provider"
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
 * Streams one answer to `prompt`; `onText` gets every piece, cut at code points, never more than `REPLY_TOKENS` in all, or what the prompt allows.
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
  const answer = listenFor(settings, prompt, onText, beside)
  const { exchange, thoughts } = answer
  const given = AbortSignal.any([signal, exchange.silence])
  try {
    const { model, ...request } = requestOf(settings, prompt, exchange)
    // The SDK's `streamText` keeps every piece of an answer in memory until that ends, in a branch that nobody reads.
    const { stream } = await model.doStream({ ...request, abortSignal: given })
    for await (const part of partsOf(stream, given)) {
      const outcome = read(part, settings, answer)
      if (outcome) return outcome
    }
    return given.aborted ? brokenOff(exchange) : { failure: "cut_off" }
  } catch (error) {
    return given.aborted ? brokenOff(exchange) : failed(error)
  } finally {
    thoughts.end(false)
    exchange.close()
  }
}

/** An answer while it is read: the HTTP under it, its words, and the thoughts among them. */
type Answer = { exchange: Exchange; text: ReplyText; thoughts: Thoughts }

function listenFor(
  settings: ModelSettings,
  { outputTokens = env().REPLY_TOKENS }: Prompt,
  onText: (text: string) => void,
  { onThinking = () => {}, onStartOver = () => {} }: Beside,
): Answer {
  const exchange = new Exchange(env().REPLY_TIMEOUT * 1000, onThinking)
  const text = new ReplyText(outputTokens, onText)
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

/** One message is one call: the visitor retries, not we, and a failure is seen at once. */
function requestOf(settings: ModelSettings, prompted: Prompt, exchange: Exchange) {
  const { instructions, messages, answer, outputTokens = env().REPLY_TOKENS } = prompted
  const prompt: LanguageModelV4CallOptions["prompt"] = messages.map(({ role, content }) => ({
    role,
    content: [{ type: "text", text: content }],
  }))
  if (!isBlank(instructions)) prompt.unshift({ role: "system", content: instructions })
  return { ...modelFor(settings, exchange, answer), prompt, maxOutputTokens: outputTokens }
}

/** What a stream brings, until it ends or `signal` is aborted; lets go of it when its reader does. */
async function* partsOf<T>(stream: ReadableStream<T>, signal: AbortSignal): AsyncGenerator<T> {
  const reader = stream.getReader()
  const leave = () => void reader.cancel().catch(() => {})
  signal.addEventListener("abort", leave)
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    signal.removeEventListener("abort", leave)
    leave()
  }
}

/** Takes a part of the stream in. Says how the generation ended, if it did. */
function read(
  part: LanguageModelV4StreamPart,
  { model }: ModelSettings,
  { exchange, text, thoughts }: Answer,
): Outcome | undefined {
  if (part.type === "text-delta") thoughts.push(part.delta)
  if (text.full) return { failure: "length" }
  if (part.type === "reasoning-delta") exchange.thinking()
  if (part.type === "error") return exchange.silence.aborted ? brokenOff(exchange) : failed(part.error)
  if (part.type !== "finish") return undefined
  const { error, usage } = exchange.ending ?? endingOf(part)
  thoughts.end(!error)
  if (!error) noteThinker(model, thoughts.alone)
  if (text.full) return { failure: "length", usage }
  return { ...reasonOf(error, text), usage }
}

/** How it ended in the words of the AI SDK, where it reads the answer itself. */
function endingOf(
  part: Extract<LanguageModelV4StreamPart, { type: "finish" }>,
): NonNullable<Exchange["ending"]> {
  const [inputTokens, outputTokens] = [part.usage.inputTokens.total, part.usage.outputTokens.total]
  const usage = isCount(inputTokens) && isCount(outputTokens) ? { inputTokens, outputTokens } : undefined
  const failure = REASONS.get(part.finishReason.unified)
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

/** By the visitor, or because the provider was silent or came to no end. */
function brokenOff({ silence }: Exchange): Outcome {
  return silence.aborted ? { failure: "timed_out" } : {}
}

function failed(error: unknown): Outcome {
  const known = providerErrorIn(error)
  if (!known) return { failure: isCausedBy(error, /JSONParse|TypeValidation/) ? "garbled" : "cut_off" }
  return { failure: known.failure, status: known.status, code: known.code }
}

function isCausedBy(error: unknown, name: RegExp): boolean {
  return error instanceof Error && (name.test(error.name) || isCausedBy(error.cause, name))
}
