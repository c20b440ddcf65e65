import { randomUUID } from "node:crypto"
import postgres from "postgres"

export type Database = { url: string; drop: () => Promise<void> }

/** Name of the migrated database from which every test file's own is copied. */
export const TEMPLATE = "alcove_template"

/**
 * A fresh, migrated database on the server at `serverUrl` (TEST_DATABASE_URL when absent), to be dropped after use.
 */
export async function createDatabase(serverUrl = requiredServerUrl()): Promise<Database> {
  const name = `alcove_test_${randomUUID().replaceAll("-", "")}`
  await asAdmin(serverUrl, (sql) => sql`create database ${sql(name)} template ${sql(TEMPLATE)}`)
  return {
    url: databaseUrl(serverUrl, name),
    drop: () => asAdmin(serverUrl, (sql) => sql`drop database if exists ${sql(name)} with (force)`),
  }
}

/** Makes the template anew with `migrate`, once a run. */
export async function createTemplate(
  serverUrl: string,
  migrate: (url: string) => Promise<void>,
): Promise<void> {
  await asAdmin(serverUrl, (sql) => sql`drop database if exists ${sql(TEMPLATE)} with (force)`)
  await asAdmin(serverUrl, (sql) => sql`create database ${sql(TEMPLATE)}`)
  await migrate(databaseUrl(serverUrl, TEMPLATE))
}

/** Empties every table a test may have written to; the migrations and the key check stay. */
export async function wipe(sql: postgres.Sql): Promise<void> {
  const tables = await listTables(sql)
  const written = tables.filter((name) => name !== "key_check" && !name.includes("migrations"))
  const parents = PARENTS.filter((name) => written.includes(name))
  // Not truncated: that makes new files for every table and index, however little there is in them. One by one and
  // children first, so that it never holds rows of one table while it waits for those of another: an answer of the test
  // before may just be being stored.
  for (const name of [...written.filter((name) => !PARENTS.includes(name)), ...parents])
    await sql`delete from ${sql(name)}`
}

/** What rows of other tables belong to, the innermost first. */
const PARENTS = ["chats", "sessions", "documents"]

/** Names of all tables in the public schema. */
export async function listTables(sql: postgres.Sql): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public' order by tablename`
  return rows.map((row) => row.name)
}

function requiredServerUrl(): string {
  const url = process.env.TEST_DATABASE_URL
  if (!url) throw new Error("TEST_DATABASE_URL is not set: start the tests with `npm test` or `npx vitest`.")
  return url
}

function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}

async function asAdmin(serverUrl: string, work: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(databaseUrl(serverUrl, "postgres"), { max: 1, onnotice: () => undefined })
  try {
    await work(sql)
  } finally {
    await sql.end()
  }
}
