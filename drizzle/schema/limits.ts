import { bigint, date, index, integer, pgTable, smallint, text, uuid } from "drizzle-orm/pg-core"
import { bytea, instant } from "./columns"

/** How much of a limit is used up. A row counts until its window ends, then starts anew. */
export const budgets = pgTable(
  "budgets",
  {
    /** What is limited and for whom, for example `login/` and the keyed hash of an address. */
    scope: text().primaryKey(),
    used: integer().notNull(),
    windowEndsAt: instant("window_ends_at").notNull(),
  },
  (table) => [index("budgets_window_ends_at").on(table.windowEndsAt)],
)

/** What addresses are hashed with on one day (UTC). Destroyed after 48 hours: then the hashes lead nowhere. */
export const addressSalts = pgTable("address_salts", {
  day: date().primaryKey(),
  salt: bytea().notNull(),
})

/**
 * What each process may still spend of the site's day: its running replies, and a few to come. It counts as spent until it
 * is given back, or its time is over.
 */
export const siteLeases = pgTable("site_leases", {
  /** Drawn at random by each process. */
  processId: uuid("process_id").primaryKey(),
  inputTokens: bigint("input_tokens", { mode: "number" }).notNull(),
  outputTokens: bigint("output_tokens", { mode: "number" }).notNull(),
  leaseUntil: instant("lease_until").notNull(),
})

/** One row: how often the leases have changed. Of two changes that were decided on the same grounds only one is made. */
export const siteBudget = pgTable("site_budget", {
  id: smallint().primaryKey(),
  round: bigint({ mode: "number" }).notNull(),
})
