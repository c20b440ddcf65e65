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
}

export type Sql = postgres.Sql
export type Client = ReturnType<typeof connect>

/**
 * Opens a client: `sql` for hand-written statements, `db` for Drizzle, over the same connections. Reads no environment
 * and guards nothing, so that scripts and tests may use it; the app goes through `lib/server/db/client.ts`.
 *
 * Connections never age out (`max_lifetime`, `idle_timeout`): postgres.js can lose queries when it reconnects.
 */
export function connect(url: string, options: ConnectOptions) {
  const address = parseAddress(url)
  const sql = postgres({
    ...driverOptions(address),
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
  return { sql, db }
}
