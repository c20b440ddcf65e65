import { sql } from "drizzle-orm"
import {
  bigint,
  boolean,
  check,
  customType,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  pgSequence,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  unique,
  uuid,
} from "drizzle-orm/pg-core"

/** Bytes. Columns of visitors' text hold what `lib/server/crypto/seal.ts` sealed, never plain text. */
const bytea = customType<{ data: Uint8Array }>({ dataType: () => "bytea" })

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" })

/** A visitor: an id, the hash of the token in their cookie, and times. No address, no user agent. */
export const sessions = pgTable(
  "sessions",
  {
    id: uuid().primaryKey(),
    tokenHash: bytea("token_hash").notNull(),
    /** Hash of the first message's ids: the same first message, sent twice before a cookie came back, is one session. */
    birth: bytea().unique("sessions_birth"),
    createdAt: instant("created_at").notNull().defaultNow(),
    lastActiveAt: instant("last_active_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
    /** Seconds after the last activity; the visitor's own, shorter wish. Null: as long as the operator keeps it. */
    retention: integer(),
  },
  (table) => [index("sessions_expires_at").on(table.expiresAt)],
)

/** The key a session's texts are sealed with, wrapped under a master key. Its own table, so that a backup can leave it out. */
export const sessionKeys = pgTable(
  "session_keys",
  {
    sessionId: uuid("session_id")
      .primaryKey()
      .references(() => sessions.id, { onDelete: "cascade" }),
    keyId: text("key_id").notNull(),
    wrappedKey: bytea("wrapped_key").notNull(),
  },
  (table) => [index("session_keys_key_id").on(table.keyId, table.sessionId)],
)

export const chats = pgTable(
  "chats",
  {
    sessionId: uuid("session_id")
      .notNull()
      .references(() => sessions.id, { onDelete: "cascade" }),
    id: uuid().notNull(),
    /** Sealed. */
    title: bytea().notNull(),
    /** Random at first, changed whenever messages are taken away: what a process remembers of the chat is void then. */
    revision: integer().notNull(),
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
    role: text({ enum: ["user", "assistant"] }).notNull(),
    status: text({ enum: ["complete", "stopped", "interrupted", "failed"] }).notNull(),
    /** Why a reply failed or was cut; see `FailureCode`. */
    failure: text(),
    /** Sealed. Null when a reply ended without a word. */
    body: bytea(),
    /** Tokens of the body, counted once when it is written. */
    tokens: integer().notNull().default(0),
    /** For a reply: what the provider says it read and wrote, or our own count when it did not say. */
    inputTokens: integer("input_tokens").notNull().default(0),
    outputTokens: integer("output_tokens").notNull().default(0),
    /** For a reply: milliseconds from its question until its first words. Null when none came, or nobody knows. */
    firstTokenMs: integer("first_token_ms"),
    model: text(),
    createdAt: instant("created_at").notNull().defaultNow(),
    completedAt: instant("completed_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.sessionId, table.id] }),
    unique("messages_in_order").on(table.sessionId, table.chatId, table.position),
    foreignKey({
      name: "messages_chat",
      columns: [table.sessionId, table.chatId],
      foreignColumns: [chats.sessionId, chats.id],
    }).onDelete("cascade"),
    check("messages_role", sql`${table.role} in ('user', 'assistant')`),
  ],
)

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
    startedAt: instant("started_at").notNull().defaultNow(),
    /** Drawn at random by whoever started the reply: a process that wakes up late no longer matches and changes nothing. */
    epoch: uuid().notNull(),
    leaseUntil: instant("lease_until").notNull(),
    stopRequested: boolean("stop_requested").notNull().default(false),
    /** Somebody in another process follows it and wants to be woken. */
    watched: boolean().notNull().default(false),
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

/** One sealed constant per master key: a wrong key cannot open it, so the boot refuses it before a row is changed. */
export const keyCheck = pgTable("key_check", {
  keyId: text("key_id").primaryKey(),
  sealed: bytea().notNull(),
})

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

/** How much of a limit is used up. A row counts until its window ends, then starts anew. */
export const budgets = pgTable(
  "budgets",
  {
    /** What is limited and for whom, for example `login/` and the keyed hash of an address. */
    scope: text().primaryKey(),
    used: integer().notNull(),
    windowEndsAt: instant("window_ends_at").notNull(),
  },
  (table) => [index("budgets_window_ends_at").on(table.windowEndsAt)],
)

/** What addresses are hashed with on one day (UTC). Destroyed after 48 hours: then the hashes lead nowhere. */
export const addressSalts = pgTable("address_salts", {
  day: date().primaryKey(),
  salt: bytea().notNull(),
})

/**
 * What happened, counted by hour. No identity: deleting what was counted changes nothing here. A counter is the sum over
 * its slots, each written by other connections, so that nobody waits for a row.
 */
export const usage = pgTable(
  "usage",
  {
    /** The beginning of the hour, in the operator's time zone. */
    hour: instant("hour").notNull(),
    metric: text().notNull(),
    /** What the metric is divided by: a language, a model, an error code; empty when by nothing. */
    label: text().notNull(),
    slot: smallint().notNull(),
    value: bigint({ mode: "number" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.hour, table.metric, table.label, table.slot] })],
)

/** Numbers ended replies in the order in which they ended. */
export const recentRepliesNumber = pgSequence("recent_replies_number")

/**
 * How the newest replies ended, for the operator's desk: a ring of a few hundred rows that are written over. No identity,
 * and no closer time than the minute. Not found in `messages`: a retried reply is replaced there, and its failure with it.
 */
export const recentReplies = pgTable("recent_replies", {
  place: smallint().primaryKey(),
  number: bigint({ mode: "number" }).notNull(),
  minute: instant("minute").notNull(),
  /** Why it did not arrive; null when it did. */
  failure: text(),
})

/** An operator who signed in: the hash of the token in their cookie, and times. */
export const adminSessions = pgTable("admin_sessions", {
  id: uuid().primaryKey(),
  tokenHash: bytea("token_hash").notNull(),
  /** In words, for the list of sessions: "Firefox on Windows". */
  device: text().notNull(),
  createdAt: instant("created_at").notNull().defaultNow(),
  lastSeenAt: instant("last_seen_at").notNull().defaultNow(),
})

/** The operator's password, hashed: one row. */
export const adminPassword = pgTable("admin_password", {
  id: smallint().primaryKey(),
  /** The one that opens the door. */
  current: text().notNull(),
  /** `ADMIN_PASSWORD` as it was last seen: another one there replaces the current one. */
  given: text().notNull(),
  /** Shared answers up to this one were looked at; null: none so far. */
  sharedSeenAt: instant("shared_seen_at"),
})

/** What the operator set on the page, over the settings from the environment. */
export const settings = pgTable("settings", {
  name: text().primaryKey(),
  value: jsonb().notNull(),
})

/** Everything operators did, newest last; nothing of visitors. */
export const auditLog = pgTable(
  "audit_log",
  {
    id: uuid().primaryKey(),
    at: instant("at").notNull().defaultNow(),
    /** Whoever did it; null for what happened by itself. The session may have ended since. */
    adminSessionId: uuid("admin_session_id"),
    action: text().notNull(),
    /** The setting that was changed. */
    name: text(),
    before: jsonb(),
    after: jsonb(),
  },
  (table) => [index("audit_log_at").on(table.at), index("audit_log_name").on(table.name, table.at)],
)
