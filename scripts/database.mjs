import { setTimeout as pause } from "node:timers/promises"
import postgres from "postgres"
import { driverOptions, parseAddress, placeName } from "../drizzle/address.mjs"
import { explainTrouble, explainVersion } from "../drizzle/trouble.mjs"
import { Complaint } from "./say.mjs"

/**
 * Whether the server lets us in: address and password are right, and the database exists.
 * @param {string} url
 * @throws {Complaint} that names host and port, and nothing else of the address
 */
export async function checkLogin(url) {
  try {
    await withConnection(url, requireVersion)
  } catch (error) {
    if (error instanceof Complaint) throw error
    const address = parseAddress(url)
    const reason = error instanceof Error ? error.message : error
    throw new Complaint(
      explainTrouble(error, address) ??
        `Alcove cannot use the database at ${placeName(address)}: ${reason}. Correct DATABASE_URL.`,
    )
  }
}

/** @param {postgres.Sql} sql */
async function requireVersion(sql) {
  const [found] = await sql`select current_setting('server_version_num')::int as version`
  const problem = explainVersion(found?.version)
  if (problem) throw new Complaint(problem)
}

/**
 * @param {string} url address of any database of the server
 * @param {string} name
 */
export function createDatabase(url, name) {
  return withConnection(url, async (sql) => {
    const [found] = await sql`select 1 from pg_database where datname = ${name}`
    if (!found) await sql`create database ${sql(name)}`
  })
}

/**
 * @param {string} url
 * @param {(sql: postgres.Sql) => Promise<unknown>} work
 */
async function withConnection(url, work) {
  const options = driverOptions(parseAddress(url))
  const sql = postgres({ ...options, max: 1, connect_timeout: 5, onnotice: () => {}, fetch_types: false })
  // The driver's own timeout ends with the connection: something that listens and says nothing would be waited for.
  const late = new AbortController()
  try {
    await Promise.race([work(sql), failAfter(5_000, late.signal)])
  } finally {
    late.abort()
    await sql.end({ timeout: 1 })
  }
}

/**
 * @param {number} ms
 * @param {AbortSignal} signal
 */
async function failAfter(ms, signal) {
  await pause(ms, undefined, { signal }).catch(() => {})
  if (!signal.aborted) throw new Error(`no answer in ${ms / 1000} s`)
}
