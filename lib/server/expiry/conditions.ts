import "server-only"
import { type SQL, type SQLWrapper, sql } from "drizzle-orm"
import { chats } from "@/drizzle/schema/chats"
import { sessions } from "@/drizzle/schema/sessions"
import type { Columns } from "../db/statement"
import { env } from "../env"

/*
 * Until when things live: conditions by the database's clock, part of every read and write of what a visitor owns. What
 * has expired is gone, whether or not a cleanup ever ran.
 */

/** Seconds a session lives after its last activity. A visitor may only want less than the operator allows. */
export function lifetime(session: Columns<typeof sessions> = sessions): SQL<number> {
  return sql`least(${session.retention}, ${env().RETENTION}::int)`
}

/** When a session expires; never later than this process's `RETENTION`, also where another process promised more. */
export function endOfSession(session: Columns<typeof sessions> = sessions): SQL<Date> {
  return sql`least(${session.expiresAt}, ${session.lastActiveAt} + ${seconds(env().RETENTION)})`
}

/** The session was promised to live longer than this process's `RETENTION`. An index finds those, where there are any. */
export function isPromisedTooLong(): SQL<boolean> {
  return sql`(${sessions.expiresAt} - ${sessions.lastActiveAt}) > ${seconds(env().RETENTION)}`
}

/** The session has not expired. The interval stands on the clock's side, where it may also meet the row of an UPDATE. */
export function liveSession(session: Columns<typeof sessions> = sessions): SQL<boolean> {
  return sql`(${session.expiresAt} > now() and ${session.lastActiveAt} > now() - ${seconds(env().RETENTION)})`
}

/** The chat has not expired before its session: a temporary one lives only a while after its last message. */
export function liveChat(chat: Columns<typeof chats> = chats): SQL<boolean> {
  return sql`(not ${chat.temporary} or ${chat.updatedAt} > now() - ${seconds(env().TEMPORARY_RETENTION)})`
}

/** The session has a chat of this id, and neither has expired. */
export function isLive(session: SQLWrapper, chat: SQLWrapper): SQL<boolean> {
  return sql`exists (
    select from ${sessions} join ${chats} on ${chats.sessionId} = ${sessions.id}
    where ${sessions.id} = ${session} and ${chats.id} = ${chat} and ${liveSession()} and ${liveChat()}
  )`
}

/** When a chat expires, unless something is written before. */
export function endOfChat(
  chat: Columns<typeof chats> = chats,
  session: Columns<typeof sessions> = sessions,
): SQL<Date> {
  return sql`least(${endOfSession(session)}, case when ${chat.temporary} then ${endOfTemporary(chat)} end)`
}

/** When a temporary chat expires. */
export function endOfTemporary(chat: Columns<typeof chats> = chats): SQL<Date> {
  return sql`${chat.updatedAt} + ${seconds(env().TEMPORARY_RETENTION)}`
}

function seconds(count: number): SQL {
  return sql`make_interval(secs => ${count}::int)`
}
