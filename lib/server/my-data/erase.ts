import "server-only"
import { sql } from "drizzle-orm"
import { chats } from "@/drizzle/schema/chats"
import { messages } from "@/drizzle/schema/messages"
import { sessions } from "@/drizzle/schema/sessions"
import { LONG } from "../db/client"
import { rowStatement } from "../db/statement"
import { liveChat, liveSession } from "../expiry/conditions"
import { forgetHistories } from "../messages/history-cache"
import { abandonReplies } from "../replies/running"
import { clearCookie } from "../sessions/cookie"
import { findOwner, forgetSession, type Session } from "../sessions/session"
import { countDeletion } from "../usage/counters"

export type Stored = { chats: number; messages: number }

type Erased = Stored & { erasedAt: Date }

/** How much of a visitor is stored. */
export function countStored({ id }: Session): Promise<Stored> {
  return count({ id })
}

const count = rowStatement<{ id: string }, Stored>(
  (value) => sql`
    with mine as (
      select ${chats.sessionId}, ${chats.id} from ${sessions} join ${chats} on ${chats.sessionId} = ${sessions.id}
      where ${sessions.id} = ${value.id} and ${liveSession()} and ${liveChat()}
    )
    select (select count(*) from mine)::int as chats, (
      select count(*) from ${messages}
      join mine on mine.session_id = ${messages.sessionId} and mine.id = ${messages.chatId}
    )::int as messages`,
)

/** Erases everything of the visitor who asks, and their cookie. Undefined when nothing is stored for them. */
export async function eraseAsker(): Promise<Erased | undefined> {
  const owner = await findOwner()
  const erased = owner && (await eraseSession(owner))
  await clearCookie()
  return erased
}

/** What a visitor may choose from, in seconds: 1 hour, 1 day, 7, 30 and 90 days. */
const SPANS = [3600, 86_400, 7 * 86_400, 30 * 86_400, 90 * 86_400]

/** The spans (seconds) a visitor may choose whose data lives `lifetime` seconds now: only shorter ones. */
export function shorterThan(lifetime: number): number[] {
  return SPANS.filter((span) => span < lifetime)
}

/**
 * Deletes a session with its key and everything it owns, in one statement, breaks off what is still being written for
 * it, and forgets what this process remembers of it. Counts the rows that were there. Other processes notice when they
 * next write for it.
 */
export async function eraseSession(session: { id: string }): Promise<Erased> {
  const erased = await erase({ id: session.id }, ERASING)
  abandonReplies(session)
  forgetHistories(session)
  forgetSession(session)
  return erased
}

/** A visitor waits for it. */
const ERASING = { ...LONG, total: 15_000 }

const erase = rowStatement<{ id: string }, Erased>(
  (value) => sql`
    with gone as (
      delete from ${sessions} where ${sessions.id} = ${value.id}
      returning (select count(*) from ${chats} where ${chats.sessionId} = ${sessions.id}) as chats,
        (select count(*) from ${messages} where ${messages.sessionId} = ${sessions.id}) as messages
    ), erased as (
      select count(*)::int as sessions, coalesce(sum(chats), 0)::int as chats, coalesce(sum(messages), 0)::int as messages
      from gone
    ),
    counted as (${countDeletion("erased")})
    select now() as "erasedAt", chats, messages from erased`,
)
