import "server-only"
import { query } from "../db/client"
import { liveChat, liveSession } from "../expiry/conditions-text"
import type { KeyHolder, Session } from "../sessions/session"

/** Seconds a runner may be silent before its reply counts as interrupted. Renewed at least once a second. */
export const LEASE = 10

/** The right to write one reply. Every write names the epoch, so a runner that lost its lease changes nothing. */
export type Lease = { session: KeyHolder; chatId: string; messageId: string; epoch: string }

/** The running reply of a chat. `message_id` is null when there is none, `alive` false when its runner is gone. */
export type ReplyRow = { message_id: string | null; alive: boolean }

/** Looks for the running reply of a chat. Undefined for an unknown or another visitor's chat. */
export async function findReply(session: Session, chatId: string): Promise<ReplyRow | undefined> {
  const [row] = await query(
    ({ sql }) => sql<ReplyRow[]>`
      select r.message_id, coalesce(r.lease_until > now(), false) as alive
      from chats c join sessions s on s.id = c.session_id and ${sql.unsafe(liveSession("s"))}
      left join replies r on r.session_id = c.session_id and r.chat_id = c.id
      where c.session_id = ${session.id} and c.id = ${chatId} and ${sql.unsafe(liveChat("c"))}`,
  )
  return row
}

/** Says that somebody in another process follows the reply of a chat. */
export async function watchReply(session: Session, chatId: string): Promise<void> {
  await query(
    ({ sql }) =>
      sql`update replies set watched = true where session_id = ${session.id} and chat_id = ${chatId}`,
  )
}

/** Asks the runner of a chat's reply, wherever it is, to stop. */
export async function requestStop(session: Session, chatId: string): Promise<void> {
  await query(
    ({ sql }) =>
      sql`update replies set stop_requested = true where session_id = ${session.id} and chat_id = ${chatId}`,
  )
}
