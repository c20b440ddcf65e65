import "server-only"
import { AsyncLocalStorage } from "node:async_hooks"
import { subscribe } from "node:diagnostics_channel"
import type { IncomingMessage, ServerResponse } from "node:http"
import { log } from "./log"

/** The first segments of our own addresses: any other is a visitor's words. */
const KNOWN = new Set(["", "_next", "admin", "api", "chat", "my-data", "privacy"])

/** From now on every request leaves a line at level `debug` when it is over. Once a process, after `nameRequests`. */
export function logAccess(): void {
  if (!log().isLevelEnabled("debug")) return
  subscribe("http.server.request.start", (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse }
    const began = performance.now()
    const { method, url } = request
    const write = () => {
      const ms = Math.round(performance.now() - began)
      log().debug({ method, path: firstSegment(url), status: response.statusCode, ms }, "request")
    }
    response.once("close", AsyncLocalStorage.bind(write))
  })
}

function firstSegment(url = ""): string {
  const segment = url.split(/[?#]/, 1).join("").split("/")[1] ?? ""
  return KNOWN.has(segment) ? `/${segment}` : "other"
}
