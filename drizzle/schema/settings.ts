import { jsonb, pgTable, text } from "drizzle-orm/pg-core"

/** What the operator set on the page, over the settings from the environment. */
export const settings = pgTable("settings", {
  name: text().primaryKey(),
  value: jsonb().notNull(),
})

/** A row of this name is no setting: it says that the guide that comes with the app was here, and does not come again. */
export const SAMPLE_MARK = "sample"
