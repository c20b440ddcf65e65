import "server-only"
import { LRUCache } from "lru-cache"
import { perProcess } from "../process"
import { type Change, changes } from "./changes"
import type { Exchange } from "./exchange"
import { connectionError, providerError, type Refusal, refusalOf } from "./provider-error"
import { post } from "./transport"

/**
 * Asks the provider. What it does not take of the request is renamed or left out and asked once more, each change once;
 * the process remembers it, so that the next question is one call again.
 *
 * @throws `ProviderError` when it refuses or cannot be reached.
 */
export async function ask(url: string, init: RequestInit, exchange: Exchange): Promise<Response> {
  const asked = JSON.parse(String(init.body)) as Body
  const headers = Object.fromEntries(new Headers(init.headers))
  const signal = AbortSignal.any([init.signal ?? exchange.left, exchange.left])
  const key = `${url} ${asked.model}`
  const made = new Set(known.get(key))
  while (true) {
    const body = [...made].reduce((request, change) => change.apply(request), asked)
    const response = await post(url, headers, body, signal).catch((error) => {
      throw signal.aborted ? error : connectionError(error)
    })
    exchange.alive()
    if (response.ok) {
      if (made.size > 0) known.set(key, made)
      return response
    }
    const refusal = refusalOf(response.status, await errorBody(response))
    const change = changeFor(refusal, body, made)
    if (!change) throw providerError(refusal)
    made.add(change)
  }
}

/** A request to a chat completion. */
export type Body = Record<string, unknown> & { model?: string }

const known = perProcess("changes", () => new LRUCache<string, Set<Change>>({ max: 100 }))

function changeFor({ status, words }: Refusal, body: Body, made: Set<Change>): Change | undefined {
  if (status && [401, 402, 403, 404, 429].includes(status)) return undefined
  return changes.find((change) => !made.has(change) && change.isAsked(words, body))
}

/** What stands in an error: JSON where it is, and not more than is needed. */
async function errorBody(response: Response): Promise<unknown> {
  const text = await response.text().catch(() => "")
  try {
    return JSON.parse(text.trim())
  } catch {
    return text
  }
}
