import type { MigrationMeta } from "drizzle-orm/migrator"
import type { Sql } from "./client"
import { codeOf } from "./trouble.mjs"

/** How a migration makes an index on a table that may be there and large already. */
const INDEX = /^\s*CREATE INDEX IF NOT EXISTS "(?<name>[^"]+)" ON "(?<table>[^"]+)"/

/**
 * Builds the indexes that the next migrations make on tables that are there already, while others write to them; the
 * migration, which would let nobody write, then finds them. One that cannot be built before, as its column comes with the
 * same migration, is left to it. `schema`: where the record of migrations is, when it has no schema of its own.
 */
export async function buildIndexes(sql: Sql, migrations: MigrationMeta[], schema = "drizzle"): Promise<void> {
  const record = sql`${sql(schema)}.__drizzle_migrations`
  const [last] = await sql<[{ at: string | null }]>`select max(created_at) as at from ${record}`.catch(
    unlessMissing,
  )
  // Nothing is there yet: no table is large, and nobody writes.
  if (!last?.at) return
  const next = migrations.filter(({ folderMillis }) => folderMillis > Number(last.at))
  for (const statement of next.flatMap(({ sql }) => sql)) {
    const { name, table } = INDEX.exec(statement)?.groups ?? {}
    if (name && table) await buildIndex(sql, name, statement)
  }
}

async function buildIndex(sql: Sql, name: string, statement: string): Promise<void> {
  // What is left of one that was broken off counts as there, and is of no use.
  const [left] =
    await sql`select from pg_index where indexrelid = to_regclass(${`"${name}"`}) and not indisvalid`
  if (left) await sql`drop index concurrently ${sql(name)}`
  await sql.unsafe(statement.replace("CREATE INDEX", "CREATE INDEX CONCURRENTLY")).catch(unlessMissing)
}

/** A table, a column or a schema that is not there. */
function unlessMissing(error: unknown): [] {
  if (["42P01", "42703", "3F000"].includes(codeOf(error))) return []
  throw error
}
