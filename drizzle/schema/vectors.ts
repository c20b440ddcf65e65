import { sql } from "drizzle-orm"
import { foreignKey, index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core"
import { bytea, instant } from "./columns"
import { passages } from "./documents"

/**
 * What passages mean, in the numbers of an embedding model. Where the server has pgvector there is one column more,
 * `nearest`, made while the app runs: it holds the same numbers for an index.
 */
export const vectors = pgTable(
  "vectors",
  {
    documentId: uuid("document_id").notNull(),
    version: integer().notNull(),
    seq: integer().notNull(),
    /** The model that was asked; the passages of another one are embedded anew. */
    model: text().notNull(),
    /** A signed byte for each dimension: only the direction counts. Null while a process asks the model for it. */
    numbers: bytea(),
    /** Until then no other process asks for it. */
    claimedUntil: instant("claimed_until").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.documentId, table.version, table.seq] }),
    foreignKey({
      name: "vectors_passage",
      columns: [table.documentId, table.version, table.seq],
      foreignColumns: [passages.documentId, passages.version, passages.seq],
    }).onDelete("cascade"),
    /** What is to be asked for (again). */
    index("vectors_left").on(table.claimedUntil).where(sql`${table.numbers} is null`),
  ],
)
