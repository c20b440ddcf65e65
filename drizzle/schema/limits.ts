import { date, index, integer, pgTable, text } from "drizzle-orm/pg-core"
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
