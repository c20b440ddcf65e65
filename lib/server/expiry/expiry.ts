import "server-only"
import { and, lte, not, type Placeholder, type SQL, sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { chats } from "@/drizzle/schema/chats"
import { cleanups } from "@/drizzle/schema/cleanups"
import { messages } from "@/drizzle/schema/messages"
import { sessions } from "@/drizzle/schema/sessions"
import { arrayLiteral } from "../db/batch"
import { LONG, query } from "../db/client"
import { bare, type Row, statement } from "../db/statement"
import { countDeletion } from "../usage/counters"
import { endOfSession, endOfTemporary, isPromisedTooLong, liveChat, liveSession } from "./conditions"

/* What has expired: found, counted, deleted. Until when things live is decided by the conditions beside this file. */

const SHORTENED = 10_000

/**
 * Shortens what was promised longer, before the operator lowered `RETENTION`. At boot and with every cleanup. What ended
 * by that ends now, not in the past: no cleanup could have taken it before.
 */
export async function applyRetention(): Promise<void> {
  while ((await shorten({}, LONG)).length > 0);
}

// Whose visitor came back in between keeps the end that this gave.
const shorten = statement<Record<never, never>, object>(() => {
  const promised = alias(sessions, "promised")
  const end = sql`greatest(${endOfSession()}, now())`
  return sql`
    with promised as (
      select ${sessions.id}, ${sessions.lastActiveAt}, ${end} as end_at from ${sessions}
      where ${isPromisedTooLong()} and ${sessions.expiresAt} > ${end} limit ${SHORTENED}
    )
    update ${sessions} set ${bare(sessions.expiresAt)} = promised.end_at from promised
    where ${sessions.id} = ${promised.id} and ${sessions.lastActiveAt} = ${promised.lastActiveAt} returning 1`
})

/** The key of a chat. */
export type ChatKey = Row<typeof chats, "sessionId" | "id">

/** Things found and counted at a time. Found, not deleted: they may become active yet, so the deletion asks again. */
export const FOUND = 10_000

/** Ids of expired sessions, those that expired first first, at most 10,000. */
export async function findExpiredSessions(): Promise<string[]> {
  const rows = await query(({ db }) =>
    db
      .select({ id: sessions.id })
      .from(sessions)
      .where(lte(sessions.expiresAt, sql`now()`))
      .orderBy(sessions.expiresAt)
      .limit(FOUND),
  )
  return rows.map((row) => row.id)
}

/** Expired temporary chats, at most 10,000. */
export async function findExpiredChats(): Promise<ChatKey[]> {
  return query(({ db }) =>
    db
      .select({ sessionId: chats.sessionId, id: chats.id })
      .from(chats)
      .where(and(chats.temporary, not(liveChat())))
      .limit(FOUND),
  )
}

/**
 * Deletes those of the sessions that have expired at this moment, with everything they own, and adds what was deleted to
 * the receipt `cleanup`, in one statement: repeated after a lost answer it counts nothing twice.
 */
export async function deleteExpiredSessions(cleanup: string, ids: string[]): Promise<void> {
  await deleteSessions({ cleanup, ids: arrayLiteral(ids.toSorted()) }, LONG)
}

const deleteSessions = statement<{ cleanup: string; ids: string }, object>(
  (value) => sql`
    with gone as (
      delete from ${sessions} where ${sessions.id} = any(${value.ids}::uuid[]) and not ${liveSession()}
      returning ${sessions.expiresAt} as end_at, 1 as sessions,
        (select count(*) from ${chats} where ${chats.sessionId} = ${sessions.id}) as chats,
        (select count(*) from ${messages} where ${messages.sessionId} = ${sessions.id}) as messages
    ), ${counted(value.cleanup, sql`end_at`)}`,
)

/** The same for temporary chats of sessions that live on. */
export async function deleteExpiredChats(cleanup: string, found: ChatKey[]): Promise<void> {
  const sorted = found.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const sessionIds = arrayLiteral(sorted.map((chat) => chat.sessionId))
  await deleteChats({ cleanup, sessionIds, ids: arrayLiteral(sorted.map((chat) => chat.id)) }, LONG)
}

const deleteChats = statement<{ cleanup: string; sessionIds: string; ids: string }, object>(
  (value) => sql`
    with found as (
      select * from unnest(${value.sessionIds}::uuid[], ${value.ids}::uuid[]) as keys (session_id, id)
    ), gone as (
      delete from ${chats} using found
      where ${chats.sessionId} = found.session_id and ${chats.id} = found.id and not ${liveChat()}
      returning ${chats.updatedAt}, 0 as sessions, 1 as chats, (
        select count(*) from ${messages} where ${messages.sessionId} = ${chats.sessionId} and ${messages.chatId} = ${chats.id}
      ) as messages
    ), ${counted(value.cleanup, endOfTemporary(alias(chats, "gone")))}`,
)

/** Adds the rows of `gone`, which say how much went with each of them, to the receipt and to the counters. */
function counted(cleanup: Placeholder, endAt: SQL): SQL {
  const { id, batches, oldestExpiresAt } = cleanups
  return sql`
    deleted as (
      select coalesce(sum(sessions), 0) as sessions, coalesce(sum(chats), 0) as chats, coalesce(sum(messages), 0) as messages,
        min(${endAt}) as oldest from gone
    ), counted as (${countDeletion("deleted")})
    update ${cleanups} set ${bare(batches)} = ${batches} + 1, ${bare(cleanups.sessions)} = ${cleanups.sessions} + deleted.sessions,
      ${bare(cleanups.chats)} = ${cleanups.chats} + deleted.chats, ${bare(cleanups.messages)} = ${cleanups.messages} + deleted.messages,
      ${bare(oldestExpiresAt)} = least(${oldestExpiresAt}, deleted.oldest)
    from deleted where ${id} = ${cleanup}`
}

/** What has expired and is still there. */
export type Expired = Row<typeof cleanups, "sessions" | "chats" | "messages" | "oldestExpiresAt">

/** Counts what a cleanup would delete at this moment. */
export async function countExpired(): Promise<Expired> {
  const [expired] = await count({}, LONG)
  return expired as Expired
}

const count = statement<Record<never, never>, Expired>(
  () => sql`
    with gone as (
      select ${sessions.id}, ${sessions.expiresAt} from ${sessions}
      where ${sessions.expiresAt} <= now() or (${isPromisedTooLong()} and not ${liveSession()})
    ), chats_gone as (
      select ${chats.sessionId}, ${chats.id}, gone.expires_at as end_at from ${chats} join gone on gone.id = ${chats.sessionId}
      union all
      select ${chats.sessionId}, ${chats.id}, ${endOfTemporary()} from ${chats}
      join ${sessions} on ${sessions.id} = ${chats.sessionId} and ${liveSession()}
      where ${chats.temporary} and not ${liveChat()}
    )
    select (select count(*) from gone)::int as sessions, (select count(*) from chats_gone)::int as chats, (
        select count(*) from ${messages} join chats_gone
        on ${messages.sessionId} = chats_gone.session_id and ${messages.chatId} = chats_gone.id
      )::int as messages,
      least((select min(expires_at) from gone), (select min(end_at) from chats_gone)) as "oldestExpiresAt"`,
)

/** What waits for a cleanup: `sessions` are counted up to 10,000; `oldest` is when the first of it expired. */
export type Overdue = { sessions: number; chats: number; oldest: Date | null }

/** What has expired and is still there, by indexes only: cheap enough to be asked again and again. */
export async function findOverdue(): Promise<Overdue> {
  const [overdue] = await overdueNow({})
  return overdue as Overdue
}

const overdueNow = statement<Record<never, never>, Overdue>(
  () => sql`
    select gone.sessions, chats_gone.chats, least(gone.oldest, chats_gone.oldest) as oldest from (
      select count(*)::int as sessions, min(expires_at) as oldest from (
        select ${sessions.expiresAt} from ${sessions} where ${sessions.expiresAt} <= now()
        order by ${sessions.expiresAt} limit ${FOUND}
      ) as found
    ) as gone, (
      select count(*)::int as chats, min(${endOfTemporary()}) as oldest from ${chats}
      where ${chats.temporary} and not ${liveChat()}
    ) as chats_gone`,
)
