import "server-only"
import { query } from "../db/client"
import { liveChat } from "../expiry/conditions-text"
import { forgetTail } from "../messages/history-cache"
import { abandonReply } from "../replies/running"
import type { Session } from "../sessions/session"
import { countDeletion } from "../usage/counters-text"

/** Deletes a chat with its messages and breaks off its running reply. False when this visitor has no such chat. */
export async function deleteChat(session: Session, chatId: string): Promise<boolean> {
  forgetTail(session, chatId)
  const rows = await query(
    ({ sql }) => sql`
      with gone as (
        delete from chats c where session_id = ${session.id} and id = ${chatId} and ${sql.unsafe(liveChat("c"))}
        returning session_id, id
      ), messages_gone as (
        delete from messages m using gone where m.session_id = gone.session_id and m.chat_id = gone.id returning 1
      ), erased as (
        select 0 as sessions, count(*) as chats, (select count(*) from messages_gone) as messages from gone
      ), counted as (${sql.unsafe(countDeletion("erased"))})
      select from gone`,
  )
  const isGone = rows.length > 0
  if (isGone) abandonReply(session, chatId)
  return isGone
}
