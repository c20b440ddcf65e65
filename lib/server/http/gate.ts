import "server-only"
import { subscribe } from "node:diagnostics_channel"
import { type IncomingMessage, Server, type ServerResponse } from "node:http"
import type { Socket } from "node:net"
import type { Duplex } from "node:stream"
import { LARGEST_FILE } from "@/lib/documents"
import { LARGEST_BODY } from "@/lib/request-body"
import { type Words, words } from "@/lib/words/words"
import { isLeaving } from "../process"

type Refusal = {
  status: number
  sentence: (http: Words["http"]) => string
  headers?: Record<string, string>
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

const UNREADABLE: Refusal = { status: 400, sentence: (http) => http.unreadable_address }
const NO_METHOD: Refusal = {
  status: 405,
  sentence: (http) => http.no_method,
  headers: { Allow: METHODS.join(", ") },
}
const NO_PAGE: Refusal = { status: 404, sentence: (http) => http.no_page }
const NO_CALL: Refusal = { status: 400, sentence: (http) => http.unreadable_call }
/** A connection that stays open would first have to take the rest of the body. */
const tooLarge = (bytes: number): Refusal => ({
  status: 413,
  sentence: (http) => http.too_large({ bytes }),
  headers: { Connection: "close" },
})

/** Where an operator's files come in. */
const FILES = "/api/admin/documents"

/**
 * From now on what Next would stumble over is answered before it sees it: Next takes an address that cannot be decoded,
 * or a method it does not know, for a fault of ours, and sends a browser that names a host in it to that host. Before the first
 * request, once a process. `mayUpgrade`: in development Next tells open pages of changes over WebSockets.
 */
export function standBeforeNext(mayUpgrade: boolean): void {
  const guarded = new WeakSet<Server>()
  const meet = (server: unknown) => {
    if (!(server instanceof Server) || guarded.has(server)) return
    guarded.add(server)
    guard(server)
    // Nothing of ours is upgraded: without a handler for it a request is answered as if it had not asked.
    if (!mayUpgrade) server.removeAllListeners("upgrade")
  }
  subscribe("net.server.socket", (message) =>
    meet((message as { socket: Socket & { server?: unknown } }).socket.server),
  )
  // A proxy may have connected before we stood here, and stays connected.
  subscribe("http.server.request.start", (message) => meet((message as { server: unknown }).server))
}

/** Runs at the server's first connection, before a byte of it is read, so that its first request is guarded, too. */
function guard(server: Server): void {
  const listeners = server.listeners("request")
  server.removeAllListeners("request")
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    // Whoever comes back over a new connection finds a process that stays.
    if (isLeaving()) response.setHeader("Connection", "close")
    leaveOnlyPath(request)
    const refusal = refusalFor(request)
    if (refusal) return refuse(response, refusal)
    leaveOriginToUs(request)
    for (const listener of listeners) listener.call(server, request, response)
  })
  server.on("connect", (_: IncomingMessage, socket: Duplex) => {
    socket.on("error", () => {}).end("HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\n\r\n")
  })
}

/**
 * Proxies may name the host in the first line, and Next would answer with a redirect to whatever stands there. The name
 * there counts, not the one in the header: RFC 9112, 3.2.2.
 */
function leaveOnlyPath(request: IncomingMessage): void {
  const { url = "" } = request
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return
  const { host, pathname, search } = new URL(url)
  request.url = pathname + search
  request.headers.host = host
}

/** What is wrong with a request by its first line and its headers alone. */
export function refusalFor({ method = "", url = "", headers }: Asked): Refusal | undefined {
  if (!METHODS.includes(method)) return NO_METHOD
  const path = pathOf(url)
  if (path === undefined) return UNREADABLE
  // Next's own page for what fails altogether: it says 500 to a visitor who opens it.
  if (path === "/_global-error") return NO_PAGE
  const largest = method === "POST" && path === FILES ? LARGEST_FILE : LARGEST_BODY
  if (Number(headers["content-length"] ?? 0) > largest) return tooLarge(largest)
  if (method === "POST" && headers["next-action"] !== undefined && !isCall(headers)) return NO_CALL
}

type Asked = Pick<IncomingMessage, "method" | "url" | "headers">

/** The decoded path; undefined when there is none, or one that means nothing. */
function pathOf(url: string): string | undefined {
  if (!url.startsWith("/")) return undefined
  try {
    return decodeURIComponent(url.replace(/[?#].*$/s, "")) || undefined
  } catch {
    return undefined
  }
}

/** Our pages send the arguments of an action as text; nothing of ours sends them as a form. */
function isCall(headers: IncomingMessage["headers"]): boolean {
  return (
    /^[0-9a-f]{42}$/.test(String(headers["next-action"])) &&
    headers["content-type"]?.startsWith("text/plain") === true
  )
}

/**
 * Next refuses an action whose origin differs from the forwarded host, with a fault of ours and no word to the visitor,
 * and knows no `PUBLIC_URL`. So for Next they never differ; every route and guard of ours decides (`same-origin.ts`).
 */
function leaveOriginToUs({ headers }: IncomingMessage): void {
  if (headers.origin === undefined) return
  const host = URL.canParse(headers.origin) && new URL(headers.origin).host
  if (!host) headers.origin = "null"
  headers["x-forwarded-host"] = host || "null"
}

function refuse(response: ServerResponse, { status, sentence, headers }: Refusal): void {
  response.writeHead(status, {
    "Content-Type": "text/plain; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    ...headers,
  })
  response.end(`${sentence(words.http)}\n`)
}
