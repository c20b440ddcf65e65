import { sql } from "drizzle-orm"
import { boolean, date, index, integer, pgTable, text, uuid } from "drizzle-orm/pg-core"
import { bytea, instant } from "./columns"

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
    /** What they say in one chat may be remembered in others, as they wished. */
    acrossChats: boolean("across_chats").notNull().default(false),
    /** What is used up of this visitor's limits: messages until `hourEndsAt`, and tokens on `day`, with those that running replies may still need. */
    hourMessages: integer("hour_messages").notNull().default(0),
    hourEndsAt: instant("hour_ends_at"),
    dayTokens: integer("day_tokens").notNull().default(0),
    /** The operator's calendar day. */
    day: date(),
  },
  (table) => [
    index("sessions_expires_at").on(table.expiresAt),
    /** For how long each was promised: those that were promised too long are found without looking at the others. */
    index("sessions_promised").on(sql`(${table.expiresAt} - ${table.lastActiveAt})`),
  ],
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
