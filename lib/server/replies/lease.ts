import "server-only"
import { randomUUID } from "node:crypto"
import { and, eq, type SQL, sql } from "drizzle-orm"
import { chats } from "@/drizzle/schema/chats"
import { replies } from "@/drizzle/schema/replies"
import { sessions } from "@/drizzle/schema/sessions"
import { query } from "../db/client"
import { picked, statement } from "../db/statement"
import { liveChat, liveSession } from "../expiry/conditions"
import type { KeyHolder, Session } from "../sessions/session"

/** Seconds a runner may be silent before its reply counts as interrupted. Renewed at least once a second. */
export const LEASE = 10

/** Seconds in which a runner has renewed its lease for the first time. */
const BEGIN = 3

/** How a reply is being written: not known to have begun, begun, or not any more, if ever. */
export type Runner = "new" | "alive" | "gone"

/** The `Runner` of a reply. One that has not renewed its lease in good time never began: what accepted it did not learn of it. */
export function runner(): SQL {
  const isNew = sql`${replies.leaseUntil} - ${replies.startedAt} = make_interval(secs => ${LEASE})`
  const isLate = sql`${replies.startedAt} <= now() - make_interval(secs => ${BEGIN})`
  return sql`case when ${replies.leaseUntil} <= now() or (${isNew} and ${isLate}) then 'gone'
    when ${isNew} then 'new' when ${replies.leaseUntil} > now() then 'alive' end`
}

/** The right to write one reply. Every write names the epoch, so a runner that lost its lease changes nothing. */
export type Lease = { session: KeyHolder; chatId: string; messageId: string; epoch: string }

/** A lease for the reply `messageId`, which holds once it stands in the database. */
export function newLease(session: KeyHolder, chatId: string, messageId: string): Lease {
  return { session, chatId, messageId, epoch: randomUUID() }
}

/** The running reply of a chat. `messageId` is null when there is none, `isAlive` false when its runner is gone. */
export type RunningReply = { messageId: string | null; isAlive: boolean }

/** Looks for the running reply of a chat. Undefined for an unknown or another visitor's chat. */
export async function findReply(session: Session, chatId: string): Promise<RunningReply | undefined> {
  const [reply] = await find({ sessionId: session.id, chatId })
  return reply
}

const find = statement<{ sessionId: string; chatId: string }, RunningReply>(
  (value) => sql`
    select ${picked(replies, "messageId")}, coalesce(${replies.leaseUntil} > now(), false) as "isAlive"
    from ${chats} join ${sessions} on ${sessions.id} = ${chats.sessionId} and ${liveSession()}
    left join ${replies} on ${replies.sessionId} = ${chats.sessionId} and ${replies.chatId} = ${chats.id}
    where ${chats.sessionId} = ${value.sessionId} and ${chats.id} = ${value.chatId} and ${liveChat()}`,
)

/** Says that another process follows the reply of a chat. */
export async function watchReply(session: Session, chatId: string): Promise<void> {
  await query(({ db }) => db.update(replies).set({ watched: true }).where(replyOf(session, chatId)))
}

/** Asks the runner of a chat's reply, wherever it is, to stop. */
export async function requestStop(session: Session, chatId: string): Promise<void> {
  await query(({ db }) => db.update(replies).set({ stopRequested: true }).where(replyOf(session, chatId)))
}

/** The running reply of a chat of this visitor. */
export function replyOf(session: { id: string }, chatId: string) {
  return and(eq(replies.sessionId, session.id), eq(replies.chatId, chatId))
}
