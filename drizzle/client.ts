import { drizzle } from "drizzle-orm/postgres-js"
import postgres from "postgres"
import { driverOptions, parseAddress } from "./address.mjs"

/** The type's number in Postgres. */
const TIMESTAMPTZ = 1184

/** Settings of one client. */
export type ConnectOptions = {
  /** Connections at most. */
  max: number
  /** Seconds to wait for a connection. */
  connectTimeout?: number
  /** Called when a connection of this client is closed, wanted or not. */
  onclose?: () => void
  /** Milliseconds after which the server itself ends a statement, and its waiting for a lock. Unless the address says so. */
  ends?: { statement: number; lock: number }
}

export type Sql = postgres.Sql
export type Client = ReturnType<typeof connect>

/** What the driver has of a statement. Its own `cancel` leaves a request that fails to nobody. */
type Sent = { canceller: ((sent: unknown) => Promise<void>) | null }

/**
 * Opens a client: `sql` for hand-written statements, `db` for Drizzle, over the same connections; `cancel` ends a statement. Reads no environment
 * and guards nothing, so that scripts and tests may use it; the app goes through `lib/server/db/client.ts`.
 *
 * Connections never age out (`max_lifetime`, `idle_timeout`): postgres.js can lose queries when it reconnects.
 */
export function connect(url: string, options: ConnectOptions) {
  const address = parseAddress(url)
  const own = driverOptions(address)
  const sql = postgres({
    ...own,
    connection: { ...(address.prepare && endsOf(options)), ...own.connection },
    max: options.max,
    max_lifetime: null,
    connect_timeout: options.connectTimeout ?? address.connectTimeout ?? 5,
    onnotice: () => {},
    onclose: options.onclose ?? (() => {}),
    // A query for array types on every new connection, outside our care when that connection dies; we use no arrays.
    fetch_types: false,
  })
  const db = drizzle(sql)
  // Drizzle makes the client hand out text for times and turns it into dates itself; hand-written rows want dates too.
  sql.options.parsers[TIMESTAMPTZ] = (text: string) => new Date(text)
  return { sql, db, cancel: cancelling(sql) }
}

/** A pooler of transactions would refuse the connection for these. */
function endsOf({ ends }: ConnectOptions) {
  return ends && { statement_timeout: ends.statement, lock_timeout: ends.lock }
}

/** Asks the server to end the statement that was sent last; for clients that send one at a time. */
function cancelling(sql: postgres.Sql): () => void {
  let last: Sent | undefined
  const send = sql.unsafe
  sql.unsafe = ((...given: Parameters<typeof send>) => {
    const sent = send(...given)
    last = sent as unknown as Sent
    return sent
  }) as typeof send
  return () => last?.canceller?.(last).catch(() => {})
}
