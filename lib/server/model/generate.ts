import "server-only"
import { createOpenAI } from "@ai-sdk/openai"
import { APICallError, type LanguageModel, type LanguageModelUsage, streamText } from "ai"
import type { FailureCode } from "@/lib/types"
import { env } from "../env"
import { quotingModel } from "./built-in"
import type { Prompt } from "./prompt"
import { ReplyText } from "./reply-text"

/** How a generation ended: with a failure code when it is not a whole answer; `usage` when the provider said it. */
export type Outcome = {
  failure?: FailureCode
  usage?: Usage
  /** The HTTP status the provider refused with. */
  status?: number
  /** The provider's own short name of what went wrong (`model_not_found`); never a text. */
  code?: string
}

/** Tokens a provider read and wrote. */
export type Usage = { inputTokens: number; outputTokens: number }

/** What the operator chooses of how answers are written. */
export type ModelSettings = { model: string; temperature?: number }

/** The name of the model that answers, `quoting` when no provider is configured. */
export function modelName({ model }: ModelSettings): string {
  return isConfigured() ? model : quotingModel.modelId
}

/**
 * Streams one answer to `prompt`; `onText` gets every piece, cut at code points, never more than `REPLY_TOKENS` in all.
 * Whatever goes wrong at the provider comes back as a failure code, not as an error. Aborting `signal` ends it early
 * and quietly.
 */
export async function generate(
  settings: ModelSettings,
  prompt: Prompt,
  signal: AbortSignal,
  onText: (text: string) => void,
): Promise<Outcome> {
  const silence = new SilenceTimer(env().REPLY_TIMEOUT * 1000)
  const text = new ReplyText(env().REPLY_TOKENS, onText)
  try {
    const { stream } = streamText({
      ...modelOf(settings),
      instructions: prompt.instructions,
      messages: prompt.messages,
      maxOutputTokens: env().REPLY_TOKENS,
      // The visitor retries, not we: one message is one call, and a failure is seen at once.
      maxRetries: 0,
      abortSignal: AbortSignal.any([signal, silence.signal]),
      // The default prints the error, which can quote the prompt.
      onError: () => {},
    })
    for await (const part of stream) {
      silence.restart()
      if (part.type === "text-delta") text.push(part.text)
      if (text.full) return { failure: "length" }
      if (part.type === "error") return { failure: silence.over ? "timed_out" : failureOf(part.error) }
      if (part.type === "abort") return { failure: silence.over ? "timed_out" : undefined }
      if (part.type === "finish") {
        return { ...finished(part.finishReason, part.rawFinishReason, text), usage: usageOf(part.totalUsage) }
      }
    }
    return { failure: "cut_off" }
  } catch (error) {
    return { failure: silence.over ? "timed_out" : failureOf(error) }
  } finally {
    silence.stop()
  }
}

/** Whether there is a provider to ask. */
export function isConfigured(): boolean {
  return env().OPENAI_API_KEY !== "" || env().OPENAI_BASE_URL !== ""
}

function modelOf({ model, temperature }: ModelSettings): {
  model: LanguageModel
  temperature?: number
  providerOptions?: Record<string, { store: false }>
} {
  const { OPENAI_API_KEY, OPENAI_BASE_URL } = env()
  if (!isConfigured()) return { model: quotingModel }
  // A server of one's own often wants no key; the SDK refuses to go without one.
  const openai = createOpenAI({ apiKey: OPENAI_API_KEY || "none", baseURL: OPENAI_BASE_URL || undefined })
  // Other servers speak chat completions; OpenAI's own default is the Responses API, told not to keep anything.
  if (OPENAI_BASE_URL) return { model: openai.chat(model), temperature }
  return { model: openai(model), temperature, providerOptions: { openai: { store: false } } }
}

function finished(reason: string, raw: string | undefined, text: ReplyText): Outcome {
  if (reason === "length") return { failure: "length" }
  if (reason === "error") return { failure: "provider_error" }
  // An OpenAI stream that just stops has no finish reason of its own.
  if (raw === undefined) return { failure: "cut_off" }
  return { failure: text.empty ? "empty" : undefined }
}

/** Undefined when the provider did not say: not every server does, and what some say is no count. */
function usageOf({ inputTokens, outputTokens }: LanguageModelUsage): Usage | undefined {
  return isCount(inputTokens) && isCount(outputTokens) ? { inputTokens, outputTokens } : undefined
}

/** Whether it can be stored: an answer must not be lost for a number beside it. */
function isCount(value: number | undefined): value is number {
  return value !== undefined && Number.isInteger(value) && value >= 0 && value < 2 ** 31
}

function failureOf(error: unknown): FailureCode {
  const status = APICallError.isInstance(error) ? error.statusCode : undefined
  if (status === 401 || status === 403) return "not_authorized"
  if (status === 429) return "rate_limited"
  if (status === 408 || status === 504) return "timed_out"
  if (status !== undefined && status !== 200) return "provider_error"
  if (isCausedBy(error, /JSONParse|TypeValidation|InvalidResponseData/)) return "garbled"
  if (isCausedBy(error, /EmptyResponseBody|NoOutputGenerated/)) return "empty"
  return "cut_off"
}

function isCausedBy(error: unknown, name: RegExp): boolean {
  return error instanceof Error && (name.test(error.name) || isCausedBy(error.cause, name))
}

/** Aborts after a span without a sign of life from the provider. */
class SilenceTimer {
  readonly #controller = new AbortController()
  #timer: NodeJS.Timeout | undefined
  constructor(readonly milliseconds: number) {
    this.restart()
  }
  get signal() {
    return this.#controller.signal
  }
  get over() {
    return this.signal.aborted
  }
  restart() {
    this.stop()
    this.#timer = setTimeout(() => this.#controller.abort(), this.milliseconds)
  }
  stop() {
    clearTimeout(this.#timer)
  }
}
