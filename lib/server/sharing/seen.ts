import "server-only"
import { and, eq, gt, type SQL, sql } from "drizzle-orm"
import { adminPassword } from "@/drizzle/schema/admin"
import { chats } from "@/drizzle/schema/chats"
import { feedback } from "@/drizzle/schema/feedback"
import { sessions } from "@/drizzle/schema/sessions"
import { query } from "../db/client"
import { liveChat, liveSession } from "../expiry/conditions"

/** More new ones are not counted. */
export const COUNTED = 99

const { sharedSeenAt } = adminPassword

/** How many shared answers no operator has looked at yet; 100: more than 99. */
export async function countNewShared(): Promise<number> {
  const rows = await query(({ db }) => {
    const seen = db.select({ at: sql`coalesce(max(${sharedSeenAt}), '-infinity')` }).from(adminPassword)
    return db
      .select({ id: feedback.messageId })
      .from(feedback)
      .innerJoin(sessions, eq(sessions.id, feedback.sessionId))
      .innerJoin(chats, and(eq(chats.sessionId, sessions.id), eq(chats.id, feedback.chatId)))
      .where(and(feedback.shared, liveSession(), liveChat(), gt(feedback.sharedAt, seen)))
      .limit(COUNTED + 1)
  })
  return rows.length
}

/** Up to which place in the list of shared answers operators have looked; 0: not at all. */
export async function findSharedSeen(): Promise<number> {
  const seen = sql<number>`coalesce(max(extract(epoch from ${sharedSeenAt}) * 1000000), 0)::float8`
  const [row] = await query(({ db }) => db.select({ seen }).from(adminPassword))
  return row?.seen ?? 0
}

/** Notes that operators have looked at shared answers up to this place, which is never in the future. */
export async function markSharedSeen(cursor: string): Promise<void> {
  const seen = sql`greatest(${sharedSeenAt}, least(now(), ${instantAt(cursor)}))`
  await query(({ db }) => db.update(adminPassword).set({ sharedSeenAt: seen }))
}

/** The instant a place in the list of shared answers stands for. */
export function instantAt(cursor: string): SQL<Date> {
  return sql`'epoch'::timestamptz + ${cursor}::bigint * interval '1 microsecond'`
}
