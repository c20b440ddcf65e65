import "server-only"
import { desc, lt, type SQL, sql } from "drizzle-orm"
import type { PgColumn } from "drizzle-orm/pg-core"
import { v7 as uuidv7 } from "uuid"
import { auditLog } from "@/drizzle/schema/admin"
import { query } from "../db/client"
import type { Row } from "../db/statement"

/** What an operator can do. */
export type AuditAction =
  | "signed_in"
  | "signed_out"
  | "session_ended"
  | "password_changed"
  | "setting_changed"
  | "cleanup_run"
  | "sample_removed"
  | "document_added"
  | "document_replaced"
  | "document_deleted"

/**
 * `adminSessionId`: who did it, null for what happened by itself; `name`: the setting that was changed. `before` of a
 * session that was ended is its id, of a document that was deleted its name; `after` of one that was added or replaced, too.
 */
export type AuditRecord = {
  adminSessionId: string | null
  action: AuditAction
  name?: string
  before?: unknown
  after?: unknown
}

/** A line of the log, with what `AuditRecord` says. */
export type AuditEntry = Row<typeof auditLog> & { action: AuditAction }

/** Adds to the audit log what an operator did. Nothing of visitors goes in here. */
export async function recordAudit(record: AuditRecord): Promise<void> {
  const row = { id: uuidv7(), ...record }
  await query(({ db }) => db.insert(auditLog).values(row).onConflictDoNothing())
}

/** Days for which an entry is kept. */
const KEPT_DAYS = 400

/** Deletes entries of the audit log that are older than 400 days. Part of a cleanup. */
export async function deleteOldAudit(): Promise<void> {
  const oldest = sql`now() - make_interval(days => ${KEPT_DAYS})`
  await query(({ db }) => db.delete(auditLog).where(lt(auditLog.at, oldest)))
}

/** Characters of a text that are enough to recognise it: a system prompt may be long. */
const SHOWN = 200

/** The newest entries, newest first; of long texts their beginnings. */
export async function listAudit(limit: number): Promise<AuditEntry[]> {
  const { id, at, adminSessionId, action, name, before, after } = auditLog
  return query(({ db }) =>
    db
      .select({
        id,
        at,
        adminSessionId,
        action: sql<AuditAction>`${action}`,
        name,
        before: beginningOf(before),
        after: beginningOf(after),
      })
      .from(auditLog)
      .orderBy(desc(at), desc(id))
      .limit(limit),
  )
}

/** A value of the log; of a text its beginning. */
function beginningOf(value: PgColumn): SQL {
  return sql`case jsonb_typeof(${value}) when 'string' then to_jsonb(left(${value} #>> '{}', ${SHOWN})) else ${value} end`
}
