import "server-only"
import { desc, eq, ne, type Placeholder, type SQL, sql } from "drizzle-orm"
import { adminSessions, auditLog } from "@/drizzle/schema/admin"
import { query } from "../db/client"
import { into, type Row, type Run, statement } from "../db/statement"
import { type Admin, liveAdmin, takeBack } from "./session"

/** A session as the list shows it. `device` in words; `isThis`: it is the one that asks. */
export type AdminSession = Row<typeof adminSessions, "id" | "device" | "createdAt" | "lastSeenAt"> & {
  isThis: boolean
}

/** All operators' live sessions: this one first, then those used last. */
export async function listAdminSessions(admin: Admin): Promise<AdminSession[]> {
  const { id, device, createdAt, lastSeenAt } = adminSessions
  const isThis = sql<boolean>`${eq(id, admin.id)}`
  return query(({ db }) =>
    db
      .select({ id, device, createdAt, lastSeenAt, isThis })
      .from(adminSessions)
      .where(liveAdmin())
      .orderBy(desc(isThis), desc(lastSeenAt), id),
  )
}

/** Ends a session. False when there is none with this id. */
export async function endAdminSession(admin: Admin, id: string): Promise<boolean> {
  const ended = await end({ admin: admin.id, id })
  if (ended.length > 0 && id === admin.id) await takeBack()
  return ended.length > 0
}

const end = ending((value) => eq(adminSessions.id, value.id))

/** Ends all sessions but this one; how many that were. */
export async function endOtherSessions(admin: Admin): Promise<number> {
  const ended = await endOthers({ admin: admin.id, id: admin.id })
  return ended.length
}

const endOthers = ending((value) => ne(adminSessions.id, value.id))

type Ending = { admin: string; id: string }

/**
 * In one statement with the audit log: repeated after a lost answer it finds nothing left to end, and it is logged. Those
 * that are over by time, of which no list tells, go along in silence: their browsers are not to be known any longer.
 */
function ending(which: (value: { id: Placeholder }) => SQL): Run<Ending, object> {
  return statement<Ending, object>(
    (value) => sql`
      with ended as (
        delete from ${adminSessions} where ${which(value)} returning ${adminSessions.id}, ${liveAdmin()} as was_live
      )
      insert into ${into(auditLog, "id", "adminSessionId", "action", "before")}
      select gen_random_uuid(), ${value.admin}::uuid, 'session_ended', to_jsonb(id) from ended where was_live returning 1`,
  )
}
