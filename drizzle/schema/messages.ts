import { sql } from "drizzle-orm"
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core"
import { chats } from "./chats"
import { bytea, instant } from "./columns"

export const messages = pgTable(
  "messages",
  {
    sessionId: uuid("session_id").notNull(),
    chatId: uuid("chat_id").notNull(),
    /** UUID v7 chosen by the client: the same write twice is one message. */
    id: uuid().notNull(),
    /** For a reply: the question it answers. */
    parentId: uuid("parent_id"),
    /** 1, 2, 3 … in the order of the chat. */
    position: integer().notNull(),
    /** Which line of the chat it is in: another version of a message begins one of its own, and what follows it is there, too. */
    branch: integer().notNull().default(0),
    /** For the first message of another branch: the branch of the message before it, of which it goes off; `ROOT` where none is. */
    branchedFrom: integer("branched_from"),
    role: text({ enum: ["user", "assistant"] }).notNull(),
    /** `removed`: the visitor removed it. What is left is its place in the chat, which holds those of others; no words. */
    status: text({ enum: ["complete", "stopped", "interrupted", "failed", "removed"] }).notNull(),
    /** Why a reply failed or was cut; see `FailureCode`. */
    failure: text(),
    /** Sealed. Null when a reply ended without a word. */
    body: bytea(),
    /** Tokens of the body, counted once when it is written. */
    tokens: integer().notNull().default(0),
    /** For a reply: what the provider says it read and wrote, or our own count when it did not say. */
    inputTokens: integer("input_tokens").notNull().default(0),
    outputTokens: integer("output_tokens").notNull().default(0),
    /** For a reply: milliseconds from its question until its first words. Null when none came, or it is not known. */
    firstTokenMs: integer("first_token_ms"),
    model: text(),
    /** Sealed. For a reply: the passages it cites (`Source[]`), as they read when it was written. Null when it cites none. */
    sources: bytea(),
    /** For a reply: the documents hold nothing about its question. */
    unanswered: boolean().notNull().default(false),
    /** The visitor asked for something from then on: kept in mind, or forgotten as they wished. Null for all else. */
    standing: text({ enum: ["kept", "forgotten"] }),
    createdAt: instant("created_at").notNull().defaultNow(),
    completedAt: instant("completed_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.sessionId, table.id] }),
    uniqueIndex("messages_on_branch").on(table.sessionId, table.chatId, table.branch, table.position),
    index("messages_branching")
      .on(table.sessionId, table.chatId, table.position)
      .where(sql`${table.branchedFrom} is not null`),
    index("messages_kept").on(table.sessionId, table.chatId).where(sql`${table.standing} = 'kept'`),
    foreignKey({
      name: "messages_chat",
      columns: [table.sessionId, table.chatId],
      foreignColumns: [chats.sessionId, chats.id],
    }).onDelete("cascade"),
    check("messages_role", sql`${table.role} in ('user', 'assistant')`),
  ],
)
