import "server-only"
import { eq, lt, sql } from "drizzle-orm"
import { chats } from "@/drizzle/schema/chats"
import { erasures } from "@/drizzle/schema/erasures"
import { messages } from "@/drizzle/schema/messages"
import { sessions } from "@/drizzle/schema/sessions"
import { LONG, query } from "../db/client"
import { into, rowStatement } from "../db/statement"
import { liveChat, liveSession } from "../expiry/conditions"
import { isThere } from "../messages/branches"
import { forgetHistories } from "../messages/history-cache"
import { forgetMemories } from "../recall/recall"
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
      join mine on mine.session_id = ${messages.sessionId} and mine.id = ${messages.chatId} where ${isThere}
    )::int as messages`,
)

/**
 * Erases everything of the visitor who asks, and their cookie. Undefined when nothing is stored for them; asked again with
 * the same `receipt`, what was erased then.
 */
export async function eraseAsker(receipt: string | null): Promise<Erased | undefined> {
  const owner = await findOwner()
  const erased = owner ? await eraseSession(owner, receipt) : receipt ? await findErased(receipt) : undefined
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
 * it, and forgets what this process remembers of it. Counts the rows that were there; repeated with the same `receipt`, the
 * same again. Other processes notice when they next write for it.
 */
export async function eraseSession(session: { id: string }, receipt: string | null = null): Promise<Erased> {
  const erased = await erase({ id: session.id, receipt }, ERASING)
  abandonReplies(session)
  forgetHistories(session)
  forgetMemories(session)
  forgetSession(session)
  return erased
}

/** A visitor waits for it. */
const ERASING = { ...LONG, total: 15_000 }

const erase = rowStatement<{ id: string; receipt: string | null }, Erased>(
  (value) => sql`
    with gone as (
      delete from ${sessions} where ${sessions.id} = ${value.id}
      returning (select count(*) from ${chats} where ${chats.sessionId} = ${sessions.id}) as chats,
        (select count(*) from ${messages} where ${messages.sessionId} = ${sessions.id} and ${isThere}) as messages
    ), erased as (
      select count(*)::int as sessions, coalesce(sum(chats), 0)::int as chats, coalesce(sum(messages), 0)::int as messages
      from gone
    ),
    counted as (${countDeletion("erased")}), kept as (
      insert into ${into(erasures, "id", "chats", "messages")}
      select ${value.receipt}::uuid, chats, messages from erased where sessions > 0 and ${value.receipt}::uuid is not null
      on conflict do nothing returning 1
    ), before as (
      select ${erasures}.* from ${erasures}, erased where ${erasures.id} = ${value.receipt}::uuid and sessions = 0
    )
    select coalesce(before.erased_at, now()) as "erasedAt", coalesce(before.chats, erased.chats) as chats,
      coalesce(before.messages, erased.messages) as messages
    from erased left join before on true`,
)

/** What was erased with this receipt. */
async function findErased(receipt: string): Promise<Erased | undefined> {
  const { id, erasedAt, chats, messages } = erasures
  const [found] = await query(({ db }) =>
    db.select({ erasedAt, chats, messages }).from(erasures).where(eq(id, receipt)),
  )
  return found
}

/** Deletes receipts after an hour. Part of a cleanup. */
export async function deleteOldErasures(): Promise<void> {
  const oldest = sql`now() - interval '1 hour'`
  await query(({ db }) => db.delete(erasures).where(lt(erasures.erasedAt, oldest)))
}
