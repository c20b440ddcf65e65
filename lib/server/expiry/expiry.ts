import "server-only"
import type { PendingQuery, Row } from "postgres"
import type { Sql } from "@/drizzle/client"
import { arrayLiteral } from "../db/batch"
import { LONG, query } from "../db/client"
import { countDeletion } from "../usage/counters-text"
import { endOfTemporary, liveChat, liveSession, longestEnd } from "./conditions-text"

/*
 * How long things live, when they are over, and how they are deleted. The conditions are SQL, by the database's clock, and
 * part of every read and write of what a visitor owns: what is over is gone, whether or not a cleanup ever ran.
 */

const SHORTENED = 10_000

/**
 * Shortens what was promised longer, before the operator lowered `RETENTION`. At boot and with every cleanup. What ended
 * by that ends now, not in the past: no cleanup could have taken it before.
 */
export async function applyRetention(): Promise<void> {
  const end = `greatest(${longestEnd("sessions")}, now())`
  let shortened: readonly unknown[]
  do {
    shortened = await query(
      ({ sql }) => sql`
        update sessions set expires_at = ${sql.unsafe(end)} where expires_at > ${sql.unsafe(end)} and id in (
          select id from sessions where expires_at > ${sql.unsafe(end)} limit ${SHORTENED}
        ) returning 1`,
      LONG,
    )
  } while (shortened.length > 0)
}

/** The key of a chat. */
export type ChatKey = { session_id: string; id: string }

/** Things found and counted at a time. Found, not deleted: they may become active yet, so the deletion asks again. */
export const FOUND = 10_000

/** Ids of sessions that are over, the longest over first, at most 10,000. */
export async function findExpiredSessions(): Promise<string[]> {
  const rows = await query(
    ({ sql }) => sql<{ id: string }[]>`
      select id from sessions where expires_at <= now() order by expires_at limit ${FOUND}`,
  )
  return rows.map((row) => row.id)
}

/** Temporary chats that are over, at most 10,000. */
export async function findExpiredChats(): Promise<ChatKey[]> {
  return query(
    ({ sql }) => sql<ChatKey[]>`
      select session_id, id from chats c where temporary and not ${sql.unsafe(liveChat("c"))} limit ${FOUND}`,
  )
}

/**
 * Deletes those of the sessions that are over at this moment, with everything they own, and adds what was deleted to the
 * receipt `cleanup`, in one statement: repeated after a lost answer it counts nothing twice.
 */
export async function deleteExpiredSessions(cleanup: string, ids: string[]): Promise<void> {
  await query(
    ({ sql }) => sql`
      with gone as (
        delete from sessions s
        where id = any(${arrayLiteral(ids.toSorted())}::uuid[]) and not ${sql.unsafe(liveSession("s"))}
        returning id as session_id, expires_at as ended_at
      ), chats_gone as (delete from chats c using gone where c.session_id = gone.session_id returning 1),
      messages_gone as (delete from messages m using gone where m.session_id = gone.session_id returning 1)
      ${counted(sql, cleanup, sql`(select count(*) from gone)`)}`,
    LONG,
  )
}

/** The same for temporary chats of sessions that live on. */
export async function deleteExpiredChats(cleanup: string, chats: ChatKey[]): Promise<void> {
  const sorted = chats.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const ids = (key: keyof ChatKey) => arrayLiteral(sorted.map((chat) => chat[key]))
  await query(
    ({ sql }) => sql`
      with found as (
        select * from unnest(${ids("session_id")}::uuid[], ${ids("id")}::uuid[]) as f (session_id, id)
      ), gone as (
        delete from chats c using found
        where c.session_id = found.session_id and c.id = found.id and not ${sql.unsafe(liveChat("c"))}
        returning c.session_id, c.id, ${sql.unsafe(endOfTemporary("c"))} as ended_at
      ), chats_gone as (select from gone),
      messages_gone as (
        delete from messages m using gone where m.session_id = gone.session_id and m.chat_id = gone.id returning 1
      )
      ${counted(sql, cleanup, sql`0`)}`,
    LONG,
  )
}

/** Adds what was deleted to the receipt and to the counters. */
function counted(sql: Sql, cleanup: string, sessions: PendingQuery<Row[]>) {
  return sql`, deleted as (
      select ${sessions} as sessions, (select count(*) from chats_gone) as chats,
        (select count(*) from messages_gone) as messages, (select min(ended_at) from gone) as oldest
    ), counted as (${sql.unsafe(countDeletion("deleted"))})
    update cleanups c set batches = batches + 1, sessions = c.sessions + deleted.sessions,
      chats = c.chats + deleted.chats, messages = c.messages + deleted.messages,
      oldest_expires_at = least(oldest_expires_at, deleted.oldest)
    from deleted where id = ${cleanup}`
}

/** What is over and still there. */
export type Expired = { sessions: number; chats: number; messages: number; oldest_expires_at: Date | null }

/** Counts what a cleanup would delete at this moment. */
export async function countExpired(): Promise<Expired> {
  const [expired] = await query(
    ({ sql }) => sql<[Expired]>`
      with gone as (select id, expires_at from sessions s where not ${sql.unsafe(liveSession("s"))}),
      chats_gone as (
        select c.session_id, c.id, gone.expires_at as ended_at from chats c join gone on gone.id = c.session_id
        union all
        select c.session_id, c.id, ${sql.unsafe(endOfTemporary("c"))} from chats c
        join sessions s on s.id = c.session_id and ${sql.unsafe(liveSession("s"))}
        where c.temporary and not ${sql.unsafe(liveChat("c"))}
      )
      select (select count(*) from gone)::int as sessions, (select count(*) from chats_gone)::int as chats,
        (select count(*) from messages m join chats_gone c on c.session_id = m.session_id and c.id = m.chat_id)::int as messages,
        least((select min(expires_at) from gone), (select min(ended_at) from chats_gone)) as oldest_expires_at`,
    LONG,
  )
  return expired
}

/** What waits for a cleanup: `sessions` are counted up to 10,000; `oldest` is when the first of it was over. */
export type Overdue = { sessions: number; chats: number; oldest: Date | null }

/** What is over and still there, by indexes only: cheap enough to be asked again and again. */
export async function findOverdue(): Promise<Overdue> {
  const [overdue] = await query(
    ({ sql }) => sql<[Overdue]>`
      select gone.sessions, chats_gone.chats, least(gone.oldest, chats_gone.oldest) as oldest from (
        select count(*)::int as sessions, min(expires_at) as oldest
        from (select expires_at from sessions where expires_at <= now() order by expires_at limit ${FOUND}) as found
      ) as gone, (
        select count(*)::int as chats, min(${sql.unsafe(endOfTemporary("c"))}) as oldest
        from chats c where temporary and not ${sql.unsafe(liveChat("c"))}
      ) as chats_gone`,
  )
  return overdue
}
