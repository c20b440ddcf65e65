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
  try {
    await createTemplate(server.url, (url) => migrateDatabase(url, MIGRATIONS))
  } catch (problem) {
    await server.stop()
    throw problem
  }
  return server.stop
}
