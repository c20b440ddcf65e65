import { setTimeout as pause } from "node:timers/promises"
import { type MigrationConfig, type MigrationMeta, readMigrationFiles } from "drizzle-orm/migrator"
import type { PgDialect, PgSession } from "drizzle-orm/pg-core"
import type { TransactionSql } from "postgres"
import { type Client, connect, type Sql } from "./client"
import { buildIndexes, unlessMissing } from "./indexes"
import { codeOf, explainMissingGrant, explainMissingSchema, explainVersion } from "./trouble.mjs"

/** Any number will do, as long as no other program locks it: "alcove" on a telephone. */
const MIGRATION_LOCK = 252683

/**
 * Brings a database to the newest schema. Safe when several processes start at once: one works, the others wait for
 * the lock and find nothing left to do. The lock belongs to a transaction (of a connection of its own), so it also
 * holds through a pooler and is gone with a crash. Throws what Postgres says, or a sentence about what a person can mend.
 */
export async function migrateDatabase(url: string, folder: string): Promise<void> {
  const { sql, db } = connect(url, { max: 2 })
  try {
    await requireVersion(sql)
    await sql.begin(async (holder) => {
      await takeLock(holder)
      const place = { migrationsFolder: folder, ...(await placeOfRecord(sql)) }
      const migrations = readMigrationFiles(place)
      const last = await lastApplied(sql, place.migrationsSchema)
      // Where nothing is there yet no table is large, and nobody writes.
      if (last === undefined) return apply(db, migrations, place)
      for (const migration of migrations.filter(({ folderMillis }) => folderMillis > last)) {
        await buildIndexes(sql, migration)
        await apply(db, [migration], place)
      }
    })
  } catch (error) {
    throw PLACELESS.includes(codeOf(error)) ? new Error(await explainPlace(sql), { cause: error }) : error
  } finally {
    await sql.end({ timeout: 1 })
  }
}

/** When the newest migration was made that this database has; undefined when it has none. */
async function lastApplied(sql: Sql, schema = "drizzle"): Promise<number | undefined> {
  const record = sql`${sql(schema)}.__drizzle_migrations`
  const [last] = await sql<[{ at: string | null }]>`select max(created_at) as at from ${record}`.catch(
    unlessMissing,
  )
  return last?.at ? Number(last.at) : undefined
}

/**
 * Drizzle's `migrate` for some of the migrations: an index is built before the migration that makes it, and after the one that
 * makes its columns.
 */
async function apply(db: Client["db"], migrations: MigrationMeta[], place: MigrationConfig): Promise<void> {
  const { dialect, session } = db as unknown as { dialect: PgDialect; session: PgSession }
  for (let left = TRIES; ; left--) {
    try {
      return await dialect.migrate(migrations, session, place)
    } catch (error) {
      // It waits for statements of others, which wait for it: nothing was done, and they are through now.
      if (codeOf(error) !== DEADLOCK || left === 0) throw error
    }
  }
}

const TRIES = 50
const DEADLOCK = "40P01"

/**
 * Asks again and again: a statement that waits would hold a snapshot, for which the building of an index waits in turn. So
 * would one of the extended protocol, whose portal stays open in a transaction; without parameters it is a simple one.
 */
async function takeLock(holder: TransactionSql): Promise<void> {
  for (;;) {
    const [lock] = await holder.unsafe(`select pg_try_advisory_xact_lock(${MIGRATION_LOCK}) as taken`)
    if (lock?.taken) return
    await pause(LOOK)
  }
}

/** Milliseconds. */
const LOOK = 100

/** What Postgres answers to a role without the right, and where no schema is that it may look into. */
const PLACELESS = ["42501", "3F000"]

/** Beside the tables, where those have a schema of their own: others in the same database have their own record, too. */
async function placeOfRecord(sql: Sql): Promise<{ migrationsSchema?: string }> {
  const [{ schema }] = await sql<[{ schema: string | null }]>`select current_schema() as schema`
  return schema === null || schema === "public" ? {} : { migrationsSchema: schema }
}

async function requireVersion(sql: Sql): Promise<void> {
  const [found] = await sql<
    [{ version: number }]
  >`select current_setting('server_version_num')::int as version`
  const problem = explainVersion(found.version)
  if (problem) throw new Error(problem)
}

/** Where the tables would stand, and what is missing for that. */
async function explainPlace(sql: Sql): Promise<string> {
  const [{ role, name, schema, exists }] = await sql<
    [{ role: string; name: string; schema: string; exists: boolean }]
  >`
    with place as (
      select coalesce(
        current_schema(),
        nullif(trim(both ' "' from split_part(current_setting('search_path'), ',', 1)), '$user'),
        'public'
      ) as schema
    )
    select current_user as role, current_database() as name, schema,
      exists (select from pg_namespace where nspname = schema) as exists from place`
  return exists ? explainMissingGrant(role, name, schema) : explainMissingSchema(role, schema)
}
