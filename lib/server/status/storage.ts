import "server-only"
import { query } from "../db/client"

/** What is worth a line; whatever else there is, is small. */
const TABLES = [
  "messages",
  "chats",
  "sessions",
  "session_keys",
  "feedback",
  "reply_journal",
  "usage",
  "cleanups",
  "audit_log",
] as const

/** A table, with its rows as the database estimates them, and its bytes with indexes. */
type Size = { table: (typeof TABLES)[number]; rows: number; bytes: number }

/** How much is stored, the largest table first. Counts nothing. */
export async function findStorage(): Promise<{ bytes: number; kinds: Size[] }> {
  const rows = await query(
    ({ sql }) => sql<{ table: string; rows: number; bytes: number; total: number }[]>`
      select relname as table, n_live_tup::float8 as rows, pg_total_relation_size(relid)::float8 as bytes,
        (select pg_database_size(current_database()))::float8 as total
      from pg_stat_user_tables where schemaname = current_schema() order by bytes desc`,
  )
  const kinds = rows.flatMap(({ table, rows, bytes }) => {
    const known = TABLES.find((name) => name === table)
    return known ? [{ table: known, rows, bytes }] : []
  })
  return { bytes: rows[0]?.total ?? 0, kinds }
}
