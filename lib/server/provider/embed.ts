import "server-only"
import { createOpenAI } from "@ai-sdk/openai"
import { embedMany } from "ai"
import { env } from "../env"
import { isConfigured } from "./provider"
import { connectionError, ProviderError, providerError, providerErrorIn, refusalOf } from "./provider-error"
import { post } from "./transport"

/** Numbers of a vector at most: more than any known model gives, and what pgvector can hold. */
const DIMENSIONS = 16_000

/** Whether texts can be compared by what they mean. */
export function isEmbedding(): boolean {
  return isConfigured() && env().EMBEDDING_MODEL !== ""
}

/**
 * Asks `EMBEDDING_MODEL` for the vectors of texts, in their order. `within`: milliseconds; `left`: nobody waits any more.
 *
 * @throws `ProviderError` when the provider refuses, cannot be reached, is late, or gives something else than vectors.
 */
export async function embed(texts: string[], within: number, left?: AbortSignal): Promise<number[][]> {
  const { OPENAI_API_KEY, OPENAI_BASE_URL, EMBEDDING_MODEL } = env()
  const openai = createOpenAI({
    apiKey: OPENAI_API_KEY || "none",
    baseURL: OPENAI_BASE_URL || undefined,
    fetch: (url, init) => ask(String(url), init ?? {}),
  })
  const abortSignal = AbortSignal.any([AbortSignal.timeout(within), ...(left ? [left] : [])])
  const asked = { model: openai.embeddingModel(EMBEDDING_MODEL), values: texts, maxRetries: 0, abortSignal }
  const { embeddings } = await embedMany(asked).catch((error) => {
    if (abortSignal.aborted) throw new ProviderError("timed_out")
    throw providerErrorIn(error) ?? new ProviderError("garbled")
  })
  if (!areVectors(embeddings, texts.length)) throw new ProviderError("garbled")
  return embeddings
}

async function ask(url: string, init: RequestInit): Promise<Response> {
  const headers = Object.fromEntries(new Headers(init.headers))
  const signal = init.signal ?? new AbortController().signal
  const response = await post(url, headers, JSON.parse(String(init.body)), signal).catch((error) => {
    throw signal.aborted ? error : connectionError(error)
  })
  if (response.ok) return response
  throw providerError(refusalOf(response.status, await response.text().catch(() => "")))
}

/** As many as were asked for, all of one length, of finite numbers that point somewhere. */
function areVectors(found: number[][], count: number): boolean {
  const dimensions = found[0]?.length ?? 0
  const isVector = (numbers: number[]) =>
    numbers.length === dimensions && numbers.every(Number.isFinite) && numbers.some((number) => number !== 0)
  return found.length === count && dimensions > 0 && dimensions <= DIMENSIONS && found.every(isVector)
}
