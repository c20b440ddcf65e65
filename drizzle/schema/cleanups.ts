import { index, integer, pgTable, uuid } from "drizzle-orm/pg-core"
import { instant } from "./columns"

/** The receipt of each cleanup. It grows with every batch, in the statement that deletes, so it is true after a crash too. */
export const cleanups = pgTable(
  "cleanups",
  {
    id: uuid().primaryKey(),
    startedAt: instant("started_at").notNull().defaultNow(),
    /** Null while it runs, and for good when it was broken off. */
    finishedAt: instant("finished_at"),
    batches: integer().notNull().default(0),
    sessions: integer().notNull().default(0),
    chats: integer().notNull().default(0),
    messages: integer().notNull().default(0),
    /** When the oldest thing it deleted had expired. */
    oldestExpiresAt: instant("oldest_expires_at"),
  },
  (table) => [index("cleanups_started_at").on(table.startedAt)],
)
