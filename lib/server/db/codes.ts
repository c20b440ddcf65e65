import "server-only"
import { DrizzleQueryError } from "drizzle-orm"

/** After these the connection is of no use any more; what was sent over it may or may not have been done. */
const LOST = new Set([
  "57P01", // admin shutdown
  "57P02", // crash shutdown
  "57P03", // cannot connect now
  "53300", // too many connections
  "25006", // read only: after a failover this is the wrong server
  "08P01", // what a pooler says of a server that went away
  "08003",
  "08006",
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
  "CONNECT_TIMEOUT",
  "ECONNRESET",
  "ECONNREFUSED",
  "EPIPE",
  // The address is away for a moment: a container that restarts, a failover.
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
])

/** After these nothing was done: other statements held what was needed, or it took too long. */
const HELD_UP = new Set([
  "40P01", // deadlock
  "40001", // serialization failure
  "55P03", // lock not available in time
  "57014", // ended by the server's time limit, or taken for another one that was given up
])

/** What the server has too little of, for now: disk, memory. */
const SHORT_OF = new Set(["53100", "53200"])

/** The connection that gave this error is lost. */
export function isConnectionLost(error: unknown): boolean {
  return LOST.has(errorCode(error) ?? "")
}

/** Other statements were in the way; nothing was done. */
export function isHeldUp(error: unknown): boolean {
  return HELD_UP.has(errorCode(error) ?? "")
}

/** The same statement may get through a little later. */
export function isPassing(error: unknown): boolean {
  const code = errorCode(error) ?? ""
  return LOST.has(code) || HELD_UP.has(code) || SHORT_OF.has(code) || code === "DEADLINE"
}

/** The code of a Postgres or system error, also when it is the cause of another. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined
  if ("code" in error && typeof error.code === "string") return error.code
  return "cause" in error ? errorCode(error.cause) : undefined
}

/** Drizzle puts what was sent into the words of its errors; what Postgres or the network said is enough, and has a code. */
export function unwrapped(error: unknown): unknown {
  return error instanceof DrizzleQueryError ? (error.cause ?? error) : error
}
