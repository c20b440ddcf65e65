import { migrateDatabase } from "@/drizzle/migrate"
import { startScratchPostgres } from "@/scripts/test/postgres.mjs"
import { createTemplate } from "./database"

const MIGRATIONS = "drizzle/migrations"

/**
 * A real Postgres for a run of tests: the server at TEST_DATABASE_URL, or else an embedded one in a scratch folder.
 * Leaves TEST_DATABASE_URL set for the processes that follow, and gives the function that takes all of it down.
 */
export async function setup(): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL
  const server = given ? { url: given, stop: async () => undefined } : await startScratchPostgres()
  process.env.TEST_DATABASE_URL = server.url
  await orStop(server, () => createTemplate(server.url, (url) => migrateDatabase(url, MIGRATIONS)))
  return server.stop
}

export type OwnPostgres = Awaited<ReturnType<typeof startScratchPostgres>>

/** A migrated Postgres that no other test uses, so that a test may break it. */
export async function startOwnPostgres(): Promise<OwnPostgres> {
  const server = await startScratchPostgres()
  await orStop(server, () => migrateDatabase(server.url, MIGRATIONS))
  return server
}

/** Leaves no server behind when the work on it fails. */
async function orStop(server: { stop: () => Promise<void> }, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (problem) {
    await server.stop()
    throw problem
  }
}
