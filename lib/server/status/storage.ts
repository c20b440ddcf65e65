import "server-only"
import { desc, eq, sql } from "drizzle-orm"
import { query } from "../db/client"

/** What is worth a line; whatever else there is, is small. */
const TABLES = [
  "messages",
  "chats",
  "sessions",
  "session_keys",
  "feedback",
  "reply_journal",
  "summaries",
  "usage",
  "cleanups",
  "audit_log",
  "documents",
  "document_files",
  "passages",
  "vectors",
] as const

/** A table, with its rows as the database estimates them, and its bytes with indexes. */
type Size = { table: (typeof TABLES)[number]; rows: number; bytes: number }

/** How much is stored, the largest table first. Counts nothing. */
export async function findStorage(): Promise<{ bytes: number; kinds: Size[] }> {
  const bytes = sql<number>`pg_total_relation_size(relid)::float8`
  const rows = await query(({ db }) =>
    db
      .select({
        table: sql<string>`relname`,
        rows: sql<number>`n_live_tup::float8`,
        bytes,
        total: sql<number>`(select pg_database_size(current_database()))::float8`,
      })
      .from(sql`pg_stat_user_tables`)
      .where(eq(sql`schemaname`, sql`current_schema()`))
      .orderBy(desc(bytes)),
  )
  const kinds = rows.flatMap(({ table, rows, bytes }) => {
    const known = TABLES.find((name) => name === table)
    return known ? [{ table: known, rows, bytes }] : []
  })
  return { bytes: rows[0]?.total ?? 0, kinds }
}
