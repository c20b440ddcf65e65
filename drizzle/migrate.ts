import { migrate } from "drizzle-orm/postgres-js/migrator"
import { connect } from "./client"

/** Any number will do, as long as nobody else locks it: "alcove" on a telephone. */
const MIGRATION_LOCK = 252683

/**
 * Brings a database to the newest schema. Safe when several processes start at once: one works, the others wait for
 * the lock and find nothing left to do. The lock belongs to a transaction (of a connection of its own), so it also
 * holds through a pooler and is gone with a crash. Throws what Postgres says.
 */
export async function migrateDatabase(url: string, folder: string): Promise<void> {
  const { sql, db } = connect(url, { max: 2 })
  try {
    await sql.begin(async (holder) => {
      await holder`select pg_advisory_xact_lock(${MIGRATION_LOCK})`
      await migrate(db, { migrationsFolder: folder })
    })
  } finally {
    await sql.end({ timeout: 1 })
  }
}
