import "server-only"
import { AsyncLocalStorage } from "node:async_hooks"
import { randomUUID } from "node:crypto"
import { subscribe } from "node:diagnostics_channel"
import type { IncomingMessage, ServerResponse } from "node:http"
import { env } from "../env"
import { perProcess } from "../process"

const requests = perProcess("requests", () => new AsyncLocalStorage<string | undefined>())

const HEADER = "X-Request-Id"

/**
 * From now on every request has an id: in its answer's header, and known to whatever runs for it, also after the answer.
 * Before the first request, once a process.
 */
export function nameRequests(): void {
  subscribe("http.server.request.start", (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse }
    const id = idFor(request.headers[HEADER.toLowerCase()], env().TRUSTED_PROXIES)
    response.setHeader(HEADER, id)
    // Holds for what begins in this turn, which is this request; the connection's next one enters its own.
    requests.enterWith(id)
  })
}

/** The id of the request this runs for. Undefined for what no request asked for: schedules, the boot. */
export function currentRequest(): string | undefined {
  return requests.getStore()
}

/** Runs what only happens to begin during a request and serves all of them. */
export function outsideRequests<T>(work: () => T): T {
  return requests.run(undefined, work)
}

/** A new id, or the given one behind a trusted proxy: any other client could write the id of another into our log. */
export function idFor(given: string | string[] | undefined, proxies: number): string {
  const trusted = proxies > 0 && typeof given === "string" && /^[\w-]{8,64}$/.test(given)
  return trusted ? given : randomUUID()
}
