import "server-only"
import { Agent, fetch } from "undici"

/**
 * Connections to the provider know no limit of their own: `REPLY_TIMEOUT` alone says how long it may be silent, and the
 * HTTP client would end at 300 s otherwise.
 */
export const NO_LIMITS = { headersTimeout: 0, bodyTimeout: 0 }

export const agent = new Agent(NO_LIMITS)

/** Posts to the provider. Any other way to `fetch` ends a provider that thinks for long. */
export async function post(
  url: string,
  headers: Record<string, string>,
  body: object,
  signal: AbortSignal,
): Promise<Response> {
  const init = { method: "POST", headers, body: JSON.stringify(body), signal, dispatcher: agent }
  // The same class by another name: Node brings a copy of this library.
  return (await fetch(url, init)) as unknown as Response
}
