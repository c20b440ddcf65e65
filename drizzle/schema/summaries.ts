import { sql } from "drizzle-orm"
import { foreignKey, index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core"
import { chats } from "./chats"
import { bytea, instant } from "./columns"

/**
 * What was said in a chat up to a message, in short. The place of that message, its branch and position, stands for the one way
 * from the beginning to it: a summary is of what is shown exactly when its place is.
 */
export const summaries = pgTable(
  "summaries",
  {
    sessionId: uuid("session_id").notNull(),
    chatId: uuid("chat_id").notNull(),
    branch: integer().notNull(),
    position: integer().notNull(),
    /** Sealed. Null while it is being written, and where that failed. */
    body: bytea(),
    /** Tokens of the body. */
    tokens: integer().notNull().default(0),
    model: text(),
    startedAt: instant("started_at").notNull().defaultNow(),
    /** Drawn at random by the process that writes it: one that wakes up late no longer matches and changes nothing. */
    epoch: uuid().notNull(),
    /** Until then it may be being written, or is not tried again. */
    leaseUntil: instant("lease_until").notNull(),
    /** Tokens it may need at most, taken from its visitor's limit until it is written. */
    reserved: integer().notNull().default(0),
    /** How often it could not be written. */
    failures: integer().notNull().default(0),
    /** How many messages of its chat had been forgotten when it was begun: of one more it may tell. */
    forgotten: integer().notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.sessionId, table.chatId, table.branch, table.position] }),
    /** Those that are not written. */
    index("summaries_open").on(table.sessionId, table.chatId).where(sql`${table.body} is null`),
    foreignKey({
      name: "summaries_chat",
      columns: [table.sessionId, table.chatId],
      foreignColumns: [chats.sessionId, chats.id],
    }).onDelete("cascade"),
  ],
)
