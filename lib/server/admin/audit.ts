import "server-only"
import { v7 as uuidv7 } from "uuid"
import { query } from "../db/client"

/** What an operator can do. */
export type AuditAction =
  | "signed_in"
  | "signed_out"
  | "session_ended"
  | "password_changed"
  | "setting_changed"
  | "cleanup_run"

/**
 * `adminSessionId`: who did it, null for what happened by itself; `name`: the setting that was changed. `before` of a
 * session that was ended is its id.
 */
export type AuditRecord = {
  adminSessionId: string | null
  action: AuditAction
  name?: string
  before?: unknown
  after?: unknown
}

/** A line of the log, with what `AuditRecord` says. */
export type AuditEntry = {
  id: string
  at: Date
  admin_session_id: string | null
  action: AuditAction
  name: string | null
  before: unknown
  after: unknown
}

/** Adds to the audit log what an operator did. Nothing of visitors goes in here. */
export async function recordAudit({ adminSessionId, action, name, before, after }: AuditRecord) {
  const id = uuidv7()
  await query(
    ({ sql }) => sql`
      insert into audit_log (id, admin_session_id, action, name, before, after)
      values (${id}, ${adminSessionId}, ${action}, ${name ?? null}, ${json(before)}::text::jsonb, ${json(after)}::text::jsonb)
      on conflict do nothing`,
  )
}

/** Characters of a text that are enough to recognise it: a system prompt may be long. */
const SHOWN = 200

/** The newest entries, newest first; of long texts their beginnings. */
export async function listAudit(limit: number): Promise<AuditEntry[]> {
  return query(
    ({ sql }) => sql<AuditEntry[]>`
      select id, at, admin_session_id, action, name,
        ${sql.unsafe(beginningOf("before"))} as before, ${sql.unsafe(beginningOf("after"))} as after
      from audit_log order by at desc, id desc limit ${limit}`,
  )
}

/** SQL: a value of the log; of a text its beginning. */
function beginningOf(value: string): string {
  return `case jsonb_typeof(${value}) when 'string' then to_jsonb(left(${value} #>> '{}', ${SHOWN})) else ${value} end`
}

function json(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value)
}
