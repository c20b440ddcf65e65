import { sql } from "drizzle-orm"
import { boolean, index, integer, pgTable, primaryKey, uuid } from "drizzle-orm/pg-core"
import { bytea, instant } from "./columns"
import { sessions } from "./sessions"

export const chats = pgTable(
  "chats",
  {
    sessionId: uuid("session_id")
      .notNull()
      .references(() => sessions.id, { onDelete: "cascade" }),
    id: uuid().notNull(),
    /** Sealed. */
    title: bytea().notNull(),
    /** Random at first, another one after each question and whenever messages are taken away: what was seen of the chat before is void then. */
    revision: integer().notNull(),
    /** Branches that were begun beside the first, which is 0: the number of the newest one. */
    branches: integer().notNull().default(0),
    /**
     * What is shown of the branches: stretches, each its branch and the position from which on it is shown, up to the next one.
     * Null: all of branch 0.
     */
    path: integer().array(),
    /** How many of its messages the visitor wanted to be kept in mind no more. */
    forgotten: integer().notNull().default(0),
    /** Not listed, and gone `TEMPORARY_RETENTION` after its last message. */
    temporary: boolean().notNull().default(false),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  // No index on updated_at: every message changes it, and Postgres updates a row in place (HOT) only when no indexed
  // column changes. A visitor's few chats are sorted when they are listed.
  (table) => [
    primaryKey({ columns: [table.sessionId, table.id] }),
    index("chats_temporary").on(table.sessionId, table.id).where(sql`${table.temporary}`),
  ],
)
