import { sql } from "drizzle-orm"
import { boolean, check, foreignKey, index, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core"
import { chats } from "./chats"
import { bytea, instant } from "./columns"

/** What a visitor thinks of a reply. It is theirs, and goes with the chat; the counters in `usage` stay. */
export const feedback = pgTable(
  "feedback",
  {
    sessionId: uuid("session_id").notNull(),
    chatId: uuid("chat_id").notNull(),
    messageId: uuid("message_id").notNull(),
    rating: text({ enum: ["good", "poor"] }).notNull(),
    /** Sealed. */
    comment: bytea(),
    /** The visitor lets the operator read this comment, the reply and its question, for as long as the chat lives. */
    shared: boolean().notNull().default(false),
    ratedAt: instant("rated_at").notNull().defaultNow(),
    /** When it was saved as shared, the last time; null while it is not. */
    sharedAt: instant("shared_at"),
  },
  // Tied to the chat, not to the message: a cascade at every message would halve the speed of a cleanup.
  (table) => [
    primaryKey({ columns: [table.sessionId, table.chatId, table.messageId] }),
    foreignKey({
      name: "feedback_chat",
      columns: [table.sessionId, table.chatId],
      foreignColumns: [chats.sessionId, chats.id],
    }).onDelete("cascade"),
    check("feedback_rating", sql`${table.rating} in ('good', 'poor')`),
    index("feedback_shared_at").on(table.sharedAt).where(sql`${table.shared}`),
  ],
)
