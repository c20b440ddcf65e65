import "server-only"
import { Agent, type Dispatcher, EnvHttpProxyAgent, errors, fetch } from "undici"
import { env } from "../env"
import { systemCode } from "./provider-error"

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

/**
 * Posts to the provider. Any other way to `fetch` ends a provider that thinks for long. Once more where the connection had been kept
 * from an earlier question and was closed in the moment it was used again: then nothing was asked yet (RFC 9112, 9.3.1).
 */
export async function post(
  url: string,
  headers: Record<string, string>,
  body: object,
  signal: AbortSignal,
): Promise<Response> {
  const init = { method: "POST", headers, body: JSON.stringify(body), signal, dispatcher: agent() }
  const response = await fetch(url, init).catch((error) => {
    if (signal.aborted || !wasClosedMeanwhile(error.cause)) throw error
    return fetch(url, init)
  })
  // The same class by another name: Node brings a copy of this library.
  return response as unknown as Response
}

/** A connection that is reset does not say whether it had been of use before; one that is closed does. */
function wasClosedMeanwhile(cause: unknown): boolean {
  if (cause instanceof errors.SocketError) return (cause.socket?.bytesRead ?? 0) > 0
  return ["ECONNRESET", "EPIPE"].includes(systemCode(cause) ?? "")
}
