import "server-only"
import { sql } from "drizzle-orm"
import { chats } from "@/drizzle/schema/chats"
import { messages } from "@/drizzle/schema/messages"
import { replies } from "@/drizzle/schema/replies"
import { sessions } from "@/drizzle/schema/sessions"
import { summaries } from "@/drizzle/schema/summaries"
import { statement } from "../db/statement"
import { liveChat } from "../expiry/conditions"
import { adding } from "../limits/allowance"
import { isThere } from "../messages/branches"
import { forgetHistory } from "../messages/history-cache"
import { forgetMemory } from "../recall/recall"
import { abandonReply } from "../replies/running"
import type { Session } from "../sessions/session"
import { countDeletion } from "../usage/counters"

/**
 * Deletes a chat with its messages and breaks off its running reply. False when this visitor has no such chat, or it is not as it
 * stood at `revision`, if that is given.
 */
export async function deleteChat(session: Session, chatId: string, revision?: number): Promise<boolean> {
  forgetHistory(session, chatId)
  const gone = await erase({ sessionId: session.id, chatId, revision: revision ?? null })
  if (gone.length > 0) abandonReply(session, chatId)
  forgetMemory(session, chatId)
  return gone.length > 0
}

const erase = statement<{ sessionId: string; chatId: string; revision: number | null }, object>(
  (value) => sql`
    with gone as (
      delete from ${chats}
      where ${chats.sessionId} = ${value.sessionId} and ${chats.id} = ${value.chatId} and ${liveChat()}
        and ${chats.revision} = coalesce(${value.revision}::int, ${chats.revision})
      returning (
        select count(*) from ${messages}
        where ${messages.sessionId} = ${chats.sessionId} and ${messages.chatId} = ${chats.id} and ${isThere}
      ) as messages
    ),
    freed as (
      update ${sessions} set ${adding(sql`-reserving.tokens`)} from gone, (
        select sum(each.reserved) as tokens from (
          select ${replies.reserved} from ${replies}
          where ${replies.sessionId} = ${value.sessionId} and ${replies.chatId} = ${value.chatId}
          union all
          select ${summaries.reserved} from ${summaries}
          where ${summaries.sessionId} = ${value.sessionId} and ${summaries.chatId} = ${value.chatId} and ${summaries.body} is null
        ) as each
      ) as reserving
      where ${sessions.id} = ${value.sessionId} and reserving.tokens > 0
      returning 1
    ),
    erased as (select 0 as sessions, 1 as chats, messages from gone),
    counted as (${countDeletion("erased")})
    select from gone`,
)
