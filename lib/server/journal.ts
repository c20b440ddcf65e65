import "server-only"
import { randomBytes } from "node:crypto"
import type { FailureCode, MessageStatus } from "@/lib/types"
import { open, type Place, seal } from "./crypto"
import { query } from "./db"
import { modelName } from "./models"
import type { Session } from "./session"
import { countTokens } from "./tokens"

/** Seconds a runner may be silent before its reply counts as interrupted. Renewed at least once a second. */
export const LEASE = 10

/** The right to write one reply. Every write names the epoch, so a runner that lost its lease changes nothing. */
export type Lease = { session: Session; chatId: string; messageId: string; epoch: string }

/** How a reply ended. */
export type Ending = {
  status: Exclude<MessageStatus, "running">
  failure?: FailureCode
  text: string
  tokens: number
  model: string
}

/** Sent with every flush, as the waking call for followers in other processes; it names the message and nothing else. */
export const REPLY_CHANNEL = "alcove_reply"

function chunkPlace(session: Session, messageId: string, seq: number): Place {
  return { table: "reply_journal", column: "chunk", session: session.id, row: `${messageId}/${seq}` }
}

/**
 * Renews the lease and, with `chunk`, appends text (`seq`: UTF-16 units of the whole reply up to its end).
 * Undefined when the lease is lost; otherwise whether the visitor asked to stop.
 */
export async function flush(
  lease: Lease,
  chunk?: { text: string; seq: number },
): Promise<{ stop: boolean } | undefined> {
  const { session, messageId } = lease
  const sealed = chunk ? seal(session.key, chunkPlace(session, messageId, chunk.seq), chunk.text) : null
  const [row] = await query(
    ({ sql }) => sql<{ stop: boolean }[]>`
      with mine as (
        update replies set lease_until = now() + make_interval(secs => ${LEASE})
        where session_id = ${session.id} and chat_id = ${lease.chatId} and message_id = ${messageId} and epoch = ${lease.epoch}
        returning stop_requested
      ), written as (
        insert into reply_journal (session_id, message_id, seq, chunk)
        select ${session.id}::uuid, ${messageId}::uuid, ${chunk?.seq ?? 0}::int, ${sealed}::bytea from mine
        where ${sealed}::bytea is not null
        on conflict do nothing
        returning pg_notify(${REPLY_CHANNEL}, message_id::text)
      )
      select stop_requested as stop, (select count(*) from written) from mine`,
  )
  return row
}

/**
 * Ends a reply in one statement: the message whole and sealed, its journal and its lease gone. True when that is now
 * so, also when an earlier attempt did it and its answer was lost; false when the lease belongs to somebody else.
 */
export async function complete(lease: Lease, ending: Ending): Promise<boolean> {
  const { session, chatId, messageId } = lease
  const place = { table: "messages", column: "body", session: session.id, row: messageId, role: "assistant" }
  const body = ending.text === "" ? null : seal(session.key, place, ending.text)
  const rows = await query(
    ({ sql }) => sql`
      with mine as (
        delete from replies
        where session_id = ${session.id} and chat_id = ${chatId} and message_id = ${messageId} and epoch = ${lease.epoch}
        returning message_id
      ), cleared as (
        delete from reply_journal j using mine where j.session_id = ${session.id} and j.message_id = ${messageId}
      ), stored as (
        update messages m set body = ${body}, status = ${ending.status}, failure = ${ending.failure ?? null},
          tokens = ${ending.tokens}, model = ${ending.model}, completed_at = now()
        from mine where m.session_id = ${session.id} and m.id = ${messageId}
        returning m.id
      )
      select id from stored union all
      select id from messages where session_id = ${session.id} and id = ${messageId} and status = ${ending.status}`,
  )
  return rows.length > 0
}

/**
 * Stores what arrived of a reply whose runner is gone, as interrupted. Changes nothing while the runner is alive: the
 * epoch is taken over first, and only when the lease has run out.
 */
export async function settle(session: Session, chatId: string): Promise<void> {
  const epoch = newEpoch()
  const [taken] = await query(
    ({ sql }) => sql<{ message_id: string }[]>`
      update replies set epoch = ${epoch}
      where session_id = ${session.id} and chat_id = ${chatId} and lease_until <= now() returning message_id`,
  )
  if (!taken) return
  const { text } = await openJournal(session, taken.message_id)
  const lease = { session, chatId, messageId: taken.message_id, epoch }
  await complete(lease, { status: "interrupted", text, tokens: countTokens(text), model: modelName() })
}

/** A number nobody else has: 63 random bits, as Postgres reads a bigint. */
export function newEpoch(): string {
  return (randomBytes(8).readBigUInt64BE() >> 1n).toString()
}

/** The text of a reply in flight, as far as it was flushed, from UTF-16 unit `after` on. A hole ends the text there. */
export async function openJournal(
  session: Session,
  messageId: string,
  after = 0,
): Promise<{ text: string; seq: number }> {
  const rows = await query(
    ({ sql }) => sql<{ seq: number; chunk: Buffer }[]>`
      select seq, chunk from reply_journal
      where session_id = ${session.id} and message_id = ${messageId} and seq > ${after} order by seq`,
  )
  let text = ""
  let seq = after
  for (const row of rows) {
    const chunk = open(session.key, chunkPlace(session, messageId, row.seq), row.chunk)
    const start = row.seq - (chunk?.length ?? 0)
    if (chunk === undefined || start > seq) break
    text += chunk.slice(seq - start)
    seq = row.seq
  }
  return { text, seq }
}

/** The newest reply of a chat and whether its runner is alive. Undefined for an unknown or another visitor's chat. */
export async function findReply(session: Session, chatId: string): Promise<ReplyRow | undefined> {
  const [row] = await query(
    ({ sql }) => sql<ReplyRow[]>`
      select r.message_id, r.epoch, coalesce(r.lease_until > now(), false) as alive
      from chats c join sessions s on s.id = c.session_id and s.expires_at > now()
      left join replies r on r.session_id = c.session_id and r.chat_id = c.id
      where c.session_id = ${session.id} and c.id = ${chatId}`,
  )
  return row
}

/** `message_id` is null when no reply is in flight. */
export type ReplyRow = { message_id: string | null; epoch: string | null; alive: boolean }

/** Asks the runner, wherever it is, to stop. Returns the message it was writing. */
export async function requestStop(session: Session, chatId: string): Promise<string | undefined> {
  const [row] = await query(
    ({ sql }) => sql<{ message_id: string }[]>`
      update replies set stop_requested = true
      where session_id = ${session.id} and chat_id = ${chatId} returning message_id`,
  )
  return row?.message_id
}
