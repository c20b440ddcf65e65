import "server-only"
import { setTimeout as pause } from "node:timers/promises"
import { DrizzleQueryError } from "drizzle-orm"
import { type Client, connect } from "@/drizzle/client"
import { env } from "../env"
import { perProcess } from "../process"
import { log } from "../telemetry/log"
import { outsideRequests } from "../telemetry/request-id"
import { countReplacedClient, countRetry, timeStatement } from "./metrics"

/** Milliseconds one attempt of a statement may take, and all its attempts together. */
export type Patience = { attempt?: number; total?: number }
const ATTEMPT = 5_000
const TOTAL = 15_000

/** For statements over as many rows as there happen to be. */
export const LONG: Patience = { attempt: 60_000, total: 120_000 }

/** Codes after which the same statement may be sent again over a new client. */
const LOST = new Set([
  "57P01", // admin shutdown
  "57P02", // crash shutdown
  "57P03", // cannot connect now
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
  "53300", // too many connections
  "DEADLINE",
])

/** Codes after which the same statement may be sent again over the same client: another statement held the rows. */
const CROSSED = new Set(["40P01", "40001"])

const held = perProcess("database", (): { client?: Client } => ({}))

/**
 * Runs one statement on the current client. postgres.js can lose or hang queries when it reconnects, so a client is
 * never reconnected: its first closed connection retires it whole, and the statement is repeated on a fresh one until
 * 15 s are over, or as `patience` says. Therefore `statement` must be idempotent: a lost answer may belong to a committed
 * write.
 *
 * @throws what Postgres answers, or the last connection error when time is up.
 */
export function query<T>(statement: (client: Client) => PromiseLike<T>, patience: Patience = {}): Promise<T> {
  return timeStatement(() => untilAnswered(statement, patience))
}

async function untilAnswered<T>(
  statement: (client: Client) => PromiseLike<T>,
  { attempt: each = ATTEMPT, total = TOTAL }: Patience,
): Promise<T> {
  const end = Date.now() + total
  for (let attempt = 0; ; attempt++) {
    const client = current()
    try {
      return await withDeadline(statement(client), Math.min(each, total))
    } catch (thrown) {
      const error = unwrapped(thrown)
      const code = errorCode(error) ?? ""
      if (LOST.has(code)) retire(client)
      else if (!CROSSED.has(code)) throw error
      if (Date.now() >= end) throw error
      countRetry()
      await pause(Math.min(50 * 2 ** attempt, 500))
    }
  }
}

/** Whether the database answers within so many milliseconds. Asks once and leaves the client as it is. */
export async function isAnswering(within: number): Promise<boolean> {
  return withDeadline(current().sql`select 1`, within).then(
    () => true,
    () => false,
  )
}

function current(): Client {
  if (!held.client) {
    const client: Client = connect(env().DATABASE_URL, {
      max: env().DATABASE_POOL_SIZE,
      // A connection serves many requests after the one it was opened for.
      onclose: () => outsideRequests(() => retire(client)),
    })
    held.client = client
  }
  return held.client
}

function retire(client: Client): void {
  if (held.client !== client) return
  held.client = undefined
  countReplacedClient()
  log().warn("database connection lost, opening a new client")
  client.sql.end({ timeout: 2 }).catch(() => {})
}

/** Ends the client; the process is about to leave. */
export async function closeDatabase(): Promise<void> {
  const client = held.client
  held.client = undefined
  await client?.sql.end({ timeout: 2 })
}

async function withDeadline<T>(work: PromiseLike<T>, milliseconds: number): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Late()), milliseconds)
  try {
    return await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

class Late extends Error {
  readonly code = "DEADLINE"
  constructor() {
    super("the database did not answer in time")
  }
}

/** Drizzle puts what was sent into the words of its errors; what Postgres or the network said is enough, and has a code. */
function unwrapped(error: unknown): unknown {
  return error instanceof DrizzleQueryError ? (error.cause ?? error) : error
}

/** The code of a Postgres or system error, also when it is the cause of another. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined
  if ("code" in error && typeof error.code === "string") return error.code
  return "cause" in error ? errorCode(error.cause) : undefined
}
