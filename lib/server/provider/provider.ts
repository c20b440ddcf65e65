import "server-only"
import { createOpenAI } from "@ai-sdk/openai"
import type { LanguageModelV4 } from "@ai-sdk/provider"
import { env } from "../env"
import { wellFormed } from "./answer-stream"
import { ask } from "./ask"
import { builtInModel } from "./built-in"
import type { Exchange } from "./exchange"

/** What the operator chooses of how answers are written. */
export type ModelSettings = { model: string; temperature?: number }

/** Whether there is a provider to ask. */
export function isConfigured(): boolean {
  return env().OPENAI_API_KEY !== "" || env().OPENAI_BASE_URL !== ""
}

/** The model that answers in this exchange, as the AI SDK wants to be told; `answer`: said instead of asking a provider. */
export function modelFor(
  { model, temperature }: ModelSettings,
  exchange: Exchange,
  answer?: string,
): { model: LanguageModelV4; temperature?: number; providerOptions?: Record<string, { store: false }> } {
  const { OPENAI_API_KEY, OPENAI_BASE_URL } = env()
  if (answer !== undefined || !isConfigured()) return { model: builtInModel(answer) }
  const openai = createOpenAI({
    // A server of one's own often wants no key; the SDK refuses to go without one.
    apiKey: OPENAI_API_KEY || "none",
    baseURL: OPENAI_BASE_URL || undefined,
    fetch: async (url, init) => {
      const response = await ask(String(url), init ?? {}, exchange)
      return OPENAI_BASE_URL ? wellFormed(response, exchange) : watched(response, exchange)
    },
  })
  // Other servers speak chat completions; OpenAI's own default is the Responses API, told not to keep anything.
  if (OPENAI_BASE_URL) return { model: openai.chat(model), temperature }
  return { model: openai(model), temperature, providerOptions: { openai: { store: false } } }
}

/** The response as it is; whatever arrives is a sign of life. */
function watched(response: Response, exchange: Exchange): Response {
  const watch = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(bytes, controller) {
      exchange.alive()
      controller.enqueue(bytes)
    },
  })
  return new Response(response.body?.pipeThrough(watch), {
    headers: { "content-type": response.headers.get("content-type") ?? "text/event-stream" },
  })
}
