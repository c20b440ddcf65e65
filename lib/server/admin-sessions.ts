import "server-only"
import { type Admin, LIVE, takeBack } from "./admin"
import { recordAudit } from "./audit"
import { query } from "./db"

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
  const [ended] = await query(
    ({ sql }) => sql`delete from admin_sessions where id = ${id} and ${sql.unsafe(LIVE)} returning id`,
  )
  if (!ended) return false
  if (id === admin.id) await takeBack()
  await recordEnd(admin, id)
  return true
}

/** Ends all sessions but this one; how many that were. */
export async function endOtherSessions(admin: Admin): Promise<number> {
  const ended = await query(
    ({ sql }) => sql<{ id: string }[]>`delete from admin_sessions where id <> ${admin.id} returning id`,
  )
  for (const { id } of ended) await recordEnd(admin, id)
  return ended.length
}

async function recordEnd(admin: Admin, id: string): Promise<void> {
  await recordAudit({ adminSessionId: admin.id, action: "session_ended", before: id })
}
