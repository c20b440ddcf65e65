import { sql } from "drizzle-orm"
import { bigint, index, pgTable, primaryKey, smallint, text } from "drizzle-orm/pg-core"
import { instant } from "./columns"

/**
 * What happened, counted by hour. No identity: deleting what was counted changes nothing here. A counter is the sum over
 * its slots, each written by other connections, so that no statement waits for a row.
 */
export const usage = pgTable(
  "usage",
  {
    /** The beginning of the hour, in the operator's time zone. */
    hour: instant("hour").notNull(),
    metric: text().notNull(),
    /** What the metric is divided by: a language, a model, an error code; empty when by nothing. */
    label: text().notNull(),
    slot: smallint().notNull(),
    value: bigint({ mode: "number" }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.hour, table.metric, table.label, table.slot] }),
    /** What a cleanup brings together. */
    index("usage_unfolded").on(table.hour).where(sql`${table.slot} <> 0`),
    /** How often each document was cited lately: its list shows that of all of them. */
    index("usage_cited").on(table.hour).where(sql`${table.metric} = 'cited_documents'`),
  ],
)
