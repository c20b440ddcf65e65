import { jsonb, pgTable, text } from "drizzle-orm/pg-core"

/** What the operator set on the page, over the settings from the environment. */
export const settings = pgTable("settings", {
  name: text().primaryKey(),
  value: jsonb().notNull(),
})
