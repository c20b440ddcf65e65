import { pgTable, text } from "drizzle-orm/pg-core"
import { bytea } from "./columns"

/** One sealed constant per master key: a wrong key cannot open it, so the boot refuses it before a row is changed. */
export const keyCheck = pgTable("key_check", {
  keyId: text("key_id").primaryKey(),
  sealed: bytea().notNull(),
})
