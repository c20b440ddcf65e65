import {
  bigint,
  boolean,
  foreignKey,
  integer,
  pgSequence,
  pgTable,
  primaryKey,
  smallint,
  text,
  uuid,
} from "drizzle-orm/pg-core"
import { chats } from "./chats"
import { bytea, instant } from "./columns"

/** Only running replies: each becomes a message when it ends. The key allows one per chat. */
export const replies = pgTable(
  "replies",
  {
    sessionId: uuid("session_id").notNull(),
    chatId: uuid("chat_id").notNull(),
    /** Id and place of the message it will be. */
    messageId: uuid("message_id").notNull(),
    parentId: uuid("parent_id").notNull(),
    position: integer().notNull(),
    branch: integer().notNull().default(0),
    branchedFrom: integer("branched_from"),
    startedAt: instant("started_at").notNull().defaultNow(),
    /** Drawn at random by the process that started the reply: one that wakes up late no longer matches and changes nothing. */
    epoch: uuid().notNull(),
    leaseUntil: instant("lease_until").notNull(),
    stopRequested: boolean("stop_requested").notNull().default(false),
    /** A stream in another process follows it and wants to be woken. */
    watched: boolean().notNull().default(false),
    /** How often its text began anew: what a follower has of it may be from before. */
    startedOver: integer("started_over").notNull().default(0),
    /** The passages that its text cites so far; sealed. */
    sources: bytea(),
    /** Tokens it may need at most, taken from its visitor's limit until it has ended. */
    reserved: integer().notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.sessionId, table.chatId] }),
    foreignKey({
      name: "replies_chat",
      columns: [table.sessionId, table.chatId],
      foreignColumns: [chats.sessionId, chats.id],
    }).onDelete("cascade"),
  ],
)

/** Text in flight of a chat's running reply (UNLOGGED in the migration); cleared when the reply becomes a message. */
export const replyJournal = pgTable(
  "reply_journal",
  {
    sessionId: uuid("session_id").notNull(),
    chatId: uuid("chat_id").notNull(),
    /** UTF-16 units of the reply's text up to the end of this chunk. */
    seq: integer().notNull(),
    /** Sealed. */
    chunk: bytea().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.sessionId, table.chatId, table.seq] }),
    foreignKey({
      name: "reply_journal_chat",
      columns: [table.sessionId, table.chatId],
      foreignColumns: [chats.sessionId, chats.id],
    }).onDelete("cascade"),
  ],
)

/** Numbers ended replies in the order in which they ended. */
export const recentRepliesNumber = pgSequence("recent_replies_number")

/**
 * How the newest replies ended, for the dashboard: a ring of a few hundred rows that are written over. No identity,
 * and no closer time than the minute. Not found in `messages`: a retried reply is replaced there, and its failure with it.
 */
export const recentReplies = pgTable("recent_replies", {
  place: smallint().primaryKey(),
  number: bigint({ mode: "number" }).notNull(),
  minute: instant("minute").notNull(),
  /** Why it did not arrive; null when it did. */
  failure: text(),
})
