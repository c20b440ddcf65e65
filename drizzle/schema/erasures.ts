import { integer, pgTable, uuid } from "drizzle-orm/pg-core"
import { instant } from "./columns"

/**
 * What an erasure erased, for an hour: a page that did not hear of it asks again, and is told the same. Nothing in it leads to
 * the visitor: its id was made up by their page for this alone.
 */
export const erasures = pgTable("erasures", {
  id: uuid().primaryKey(),
  erasedAt: instant("erased_at").notNull().defaultNow(),
  chats: integer().notNull(),
  messages: integer().notNull(),
})
