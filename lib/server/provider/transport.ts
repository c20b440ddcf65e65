import "server-only"
import { Agent, type Dispatcher, EnvHttpProxyAgent, fetch } from "undici"
import { env } from "../env"

/**
 * Connections to the provider know no limit of their own: `REPLY_TIMEOUT` alone says how long it may be silent, and the
 * HTTP client would end at 300 s otherwise.
 */
const NO_LIMITS = { headersTimeout: 0, bodyTimeout: 0 }

let made: Dispatcher | undefined

/** Goes through the proxies of the environment where Node does. Made at the first question: a build has no settings. */
export function agent(): Dispatcher {
  made ??= env().NODE_USE_ENV_PROXY ? new EnvHttpProxyAgent(NO_LIMITS) : new Agent(NO_LIMITS)
  return made
}

/** Posts to the provider. Any other way to `fetch` ends a provider that thinks for long. */
export async function post(
  url: string,
  headers: Record<string, string>,
  body: object,
  signal: AbortSignal,
): Promise<Response> {
  const init = { method: "POST", headers, body: JSON.stringify(body), signal, dispatcher: agent() }
  // The same class by another name: Node brings a copy of this library.
  return (await fetch(url, init)) as unknown as Response
}
