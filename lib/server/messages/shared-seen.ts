import "server-only"
import { query } from "../db/client"
import { liveChat, liveSession } from "../expiry/conditions-text"

/** More new ones are not counted. */
export const COUNTED = 99

/** How many shared answers no operator has looked at yet; 100: more than 99. */
export async function countNewShared(): Promise<number> {
  const rows = await query(
    ({ sql }) => sql`
      select from feedback f
      join sessions s on s.id = f.session_id
      join chats c on c.session_id = s.id and c.id = f.chat_id
      where f.shared and ${sql.unsafe(`${liveSession("s")} and ${liveChat("c")}`)}
        and f.shared_at > coalesce((select max(shared_seen_at) from admin_password), '-infinity')
      limit ${COUNTED + 1}`,
  )
  return rows.length
}

/** Up to which place in the list of shared answers operators have looked; 0: not at all. */
export async function findSharedSeen(): Promise<number> {
  const [row] = await query(
    ({ sql }) => sql<[{ seen: number }]>`
      select coalesce(max(extract(epoch from shared_seen_at) * 1000000), 0)::float8 as seen from admin_password`,
  )
  return row.seen
}

/** Notes that operators have looked at shared answers up to this place, which is never in the future. */
export async function markSharedSeen(cursor: string): Promise<void> {
  await query(
    ({ sql }) => sql`
      update admin_password set shared_seen_at = greatest(
        shared_seen_at, least(now(), 'epoch'::timestamptz + ${cursor}::bigint * interval '1 microsecond')
      )`,
  )
}
