import "server-only"
import { desc, eq, sql } from "drizzle-orm"
import type { Storage } from "@/lib/condition"
import { query } from "../db/client"

/** What the operator calls the tables; whatever else there is, is small. */
const KINDS: Record<string, string> = {
  messages: "Messages",
  chats: "Chats",
  sessions: "Visitors",
  session_keys: "Keys of visitors",
  feedback: "Ratings",
  reply_journal: "Answers being written",
  usage: "Counters",
  cleanups: "Receipts of cleanups",
  audit_log: "Audit log",
}

/** How much is stored, the largest first: rows as the database estimates them, bytes with indexes. Counts nothing. */
export async function findStorage(): Promise<Storage> {
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
    const name = KINDS[table]
    return name ? [{ name, rows, bytes }] : []
  })
  return { bytes: rows[0]?.total ?? 0, kinds }
}
