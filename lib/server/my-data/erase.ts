import "server-only"
import { LONG, query } from "../db/client"
import { liveChat, liveSession } from "../expiry/conditions-text"
import { forgetTails } from "../messages/history-cache"
import { abandonReplies } from "../replies/running"
import { clearCookie } from "../sessions/cookie"
import { findOwner, forgetSession, type Session } from "../sessions/session"
import { countDeletion } from "../usage/counters-text"

export type Stored = { chats: number; messages: number }

/** How much of a visitor is stored. */
export async function countStored({ id }: Session): Promise<Stored> {
  const [stored] = await query(
    ({ sql }) => sql<[Stored]>`
      with mine as (
        select c.session_id, c.id from sessions s join chats c on c.session_id = s.id
        where s.id = ${id} and ${sql.unsafe(`${liveSession("s")} and ${liveChat("c")}`)}
      )
      select (select count(*) from mine)::int as chats,
        (select count(*) from messages m join mine on mine.session_id = m.session_id and mine.id = m.chat_id)::int as messages`,
  )
  return stored
}

/** Erases everything of whoever asks, and their cookie. Undefined when nothing is stored for them. */
export async function eraseAsker(): Promise<(Stored & { erasedAt: Date }) | undefined> {
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
export async function eraseSession(session: { id: string }): Promise<Stored & { erasedAt: Date }> {
  const [erased] = await query(
    ({ sql }) => sql<[Stored & { erased_at: Date }]>`
      with gone as (delete from sessions where id = ${session.id} returning id),
      chats_gone as (delete from chats c using gone where c.session_id = gone.id returning 1),
      messages_gone as (delete from messages m using gone where m.session_id = gone.id returning 1),
      erased as (
        select (select count(*) from gone)::int as sessions, (select count(*) from chats_gone)::int as chats,
          (select count(*) from messages_gone)::int as messages
      ),
      counted as (${sql.unsafe(countDeletion("erased"))})
      select now() as erased_at, chats, messages from erased`,
    LONG,
  )
  abandonReplies(session)
  forgetTails(session)
  forgetSession(session)
  return { erasedAt: erased.erased_at, chats: erased.chats, messages: erased.messages }
}
