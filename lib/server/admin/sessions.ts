import "server-only"
import type { PendingQuery } from "postgres"
import type { Sql } from "@/drizzle/client"
import { query } from "../db/client"
import { type Admin, LIVE, takeBack } from "./session"

/** A session as the list shows it. `device` in words; `isThis`: it is the one that asks. */
export type AdminSession = { id: string; device: string; createdAt: Date; lastSeenAt: Date; isThis: boolean }

type Row = { id: string; device: string; created_at: Date; last_seen_at: Date }

/** All operators' live sessions: this one first, then those used last. */
export async function listAdminSessions(admin: Admin): Promise<AdminSession[]> {
  const rows = await query(
    ({ sql }) => sql<Row[]>`
      select id, device, created_at, last_seen_at from admin_sessions where ${sql.unsafe(LIVE)}
      order by id = ${admin.id} desc, last_seen_at desc, id`,
  )
  return rows.map(({ id, device, created_at, last_seen_at }) => {
    return { id, device, createdAt: created_at, lastSeenAt: last_seen_at, isThis: id === admin.id }
  })
}

/** Ends a session. False when there is none with this id. */
export async function endAdminSession(admin: Admin, id: string): Promise<boolean> {
  const ended = await end(admin, (sql) => sql`id = ${id}`)
  if (ended > 0 && id === admin.id) await takeBack()
  return ended > 0
}

/** Ends all sessions but this one; how many that were. */
export async function endOtherSessions(admin: Admin): Promise<number> {
  return end(admin, (sql) => sql`id <> ${admin.id}`)
}

/** In one statement with the audit log: repeated after a lost answer it finds nothing left to end, and it is logged. */
async function end(admin: Admin, which: (sql: Sql) => PendingQuery<Row[]>): Promise<number> {
  const ended = await query(
    ({ sql }) => sql`
      with ended as (delete from admin_sessions where ${which(sql)} and ${sql.unsafe(LIVE)} returning id)
      insert into audit_log (id, admin_session_id, action, before)
      select gen_random_uuid(), ${admin.id}, 'session_ended', to_jsonb(id) from ended returning 1`,
  )
  return ended.length
}
