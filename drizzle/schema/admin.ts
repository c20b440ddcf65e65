import { index, jsonb, pgTable, smallint, text, uuid } from "drizzle-orm/pg-core"
import { bytea, instant } from "./columns"

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
  /** The one that signs in. */
  current: text().notNull(),
  /** `ADMIN_PASSWORD` as it was last seen: another one there replaces the current one. */
  given: text().notNull(),
  /** Shared answers up to this one were looked at; null: none so far. */
  sharedSeenAt: instant("shared_seen_at"),
})

/** Everything operators did, newest last; nothing of visitors. */
export const auditLog = pgTable(
  "audit_log",
  {
    id: uuid().primaryKey(),
    at: instant("at").notNull().defaultNow(),
    /** The operator's session that did it; null for what happened by itself. The session may have ended since. */
    adminSessionId: uuid("admin_session_id"),
    action: text().notNull(),
    /** The setting that was changed. */
    name: text(),
    before: jsonb(),
    after: jsonb(),
  },
  (table) => [index("audit_log_at").on(table.at), index("audit_log_name").on(table.name, table.at)],
)
