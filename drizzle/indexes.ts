import type { MigrationMeta } from "drizzle-orm/migrator"
import type { Sql } from "./client"
import { codeOf } from "./trouble.mjs"

/** How a migration makes an index on a table that may be there and large already. */
const INDEX = /^\s*CREATE (?:UNIQUE )?INDEX IF NOT EXISTS "(?<name>[^"]+)" ON "(?<table>[^"]+)"/

/**
 * Builds the indexes that a migration makes on tables that are there already, while others write to them; the migration, which
 * would let nobody write, then finds them. One that cannot be built before, as its column comes with the same migration, is
 * left to it.
 */
export async function buildIndexes(sql: Sql, migration: MigrationMeta): Promise<void> {
  for (const statement of migration.sql) {
    const { name, table } = INDEX.exec(statement)?.groups ?? {}
    if (name && table) await buildIndex(sql, name, statement)
  }
}

async function buildIndex(sql: Sql, name: string, statement: string): Promise<void> {
  // What is left of one that was broken off counts as there, and is of no use.
  const [left] =
    await sql`select from pg_index where indexrelid = to_regclass(${`"${name}"`}) and not indisvalid`
  if (left) await sql`drop index concurrently ${sql(name)}`
  await sql.unsafe(statement.replace("INDEX", "INDEX CONCURRENTLY")).catch(unlessMissing)
}

/** A table, a column or a schema that is not there. */
export function unlessMissing(error: unknown): [] {
  if (["42P01", "42703", "3F000"].includes(codeOf(error))) return []
  throw error
}
