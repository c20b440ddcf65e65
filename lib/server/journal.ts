import "server-only"
import { randomUUID } from "node:crypto"
import type { FailureCode, MessageStatus } from "@/lib/types"
import { open, type Place, seal } from "./crypto"
import { query } from "./db"
import { bodyPlace } from "./messages"
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

/**
 * Sent with every flush of a reply that is watched, as the waking call for followers in other processes; it names the
 * message and nothing else. Not sent for others: a commit that notifies has to wait for every other one that does.
 */
export const REPLY_CHANNEL = "alcove_reply"

/** How long storing an ending is tried when the database is away, in milliseconds: an answer that was seen must not be lost. */
const STORE_WITHIN = 60_000

type Chunk = { text: string; seq: number }

function chunkPlace(session: Session, messageId: string, seq: number): Place {
  return { table: "reply_journal", column: "chunk", session: session.id, row: `${messageId}/${seq}` }
}

/**
 * Renews the lease and, with `chunk`, appends text (`seq`: UTF-16 units of the whole reply up to its end).
 * Undefined when the lease is lost; otherwise whether the visitor asked to stop.
 */
export async function flush(lease: Lease, chunk?: Chunk): Promise<{ stop: boolean } | undefined> {
  const { session, chatId, messageId } = lease
  const sealed = chunk ? seal(session.key, chunkPlace(session, messageId, chunk.seq), chunk.text) : null
  const [row] = await query(
    ({ sql }) => sql<{ stop: boolean }[]>`
      with mine as (
        update replies set lease_until = now() + make_interval(secs => ${LEASE})
        where session_id = ${session.id} and chat_id = ${chatId} and epoch = ${lease.epoch}
        returning stop_requested, watched
      ), written as (
        insert into reply_journal (session_id, chat_id, seq, chunk)
        select ${session.id}::uuid, ${chatId}::uuid, ${chunk?.seq ?? 0}::int, ${sealed}::bytea from mine
        where ${sealed}::bytea is not null
        on conflict do nothing
      )
      select stop_requested as stop, case when watched then pg_notify(${REPLY_CHANNEL}, ${messageId}::text) end from mine`,
  )
  return row
}

/**
 * Turns a running reply into a message, in one statement: sealed and whole; its lease and journal are gone. True when
 * that is so, also when an earlier attempt did it and its answer was lost; false when the lease is somebody else's.
 */
export async function complete(lease: Lease, ending: Ending): Promise<boolean> {
  const { session, chatId, messageId } = lease
  const place = bodyPlace(session, { id: messageId, role: "assistant" })
  const body = ending.text === "" ? null : seal(session.key, place, ending.text)
  const { status, failure = null, tokens, model } = ending
  const values = [session.id, chatId, lease.epoch, messageId, status, failure, body, tokens, model]
  const rows = await query(({ sql }) => sql.unsafe(COMPLETE, values, { prepare: true }), STORE_WITHIN)
  return rows.length > 0
}

// Numbered by hand, as it runs at every turn: see APPEND in questions.ts.
const COMPLETE = `
  with mine as (
    delete from replies where session_id = $1 and chat_id = $2 and epoch = $3
    returning session_id, chat_id, parent_id, position, started_at
  ), cleared as (
    delete from reply_journal where session_id = $1 and chat_id = $2 and exists (select from mine)
  ), stored as (
    insert into messages (session_id, chat_id, id, parent_id, position, role, status, failure, body, tokens, model, created_at)
    select session_id, chat_id, $4::uuid, parent_id, position, 'assistant', $5, $6, $7::bytea, $8::int, $9, started_at from mine
    returning id
  )
  select id from stored union all select id from messages where session_id = $1 and id = $4::uuid and status = $5`

/**
 * Stores what arrived of a reply whose runner is gone, as interrupted. Changes nothing while the runner is alive: the
 * epoch is taken over first, and only when the lease has run out.
 */
export async function settle(session: Session, chatId: string): Promise<void> {
  const epoch = randomUUID()
  const [taken] = await query(
    ({ sql }) => sql<{ message_id: string }[]>`
      update replies set epoch = ${epoch}
      where session_id = ${session.id} and chat_id = ${chatId} and lease_until <= now() returning message_id`,
  )
  if (!taken) return
  const lease = { session, chatId, messageId: taken.message_id, epoch }
  const text = await openJournal(lease)
  await complete(lease, { status: "interrupted", text, tokens: countTokens(text), model: modelName() })
}

/** The text of a reply in flight, as far as it was flushed. A hole or an unreadable chunk ends the text there. */
export async function openJournal({ session, chatId, messageId }: Omit<Lease, "epoch">): Promise<string> {
  const rows = await query(
    ({ sql }) => sql<{ seq: number; chunk: Buffer }[]>`
      select seq, chunk from reply_journal where session_id = ${session.id} and chat_id = ${chatId} order by seq`,
  )
  let text = ""
  for (const row of rows) {
    const chunk = open(session.key, chunkPlace(session, messageId, row.seq), row.chunk)
    if (chunk === undefined || text.length + chunk.length !== row.seq) break
    text += chunk
  }
  return text
}

/** The running reply of a chat. `message_id` is null when there is none, `alive` false when its runner is gone. */
export type ReplyRow = { message_id: string | null; alive: boolean }

/** Looks for the running reply of a chat. Undefined for an unknown or another visitor's chat. */
export async function findReply(session: Session, chatId: string): Promise<ReplyRow | undefined> {
  const [row] = await query(
    ({ sql }) => sql<ReplyRow[]>`
      select r.message_id, coalesce(r.lease_until > now(), false) as alive
      from chats c join sessions s on s.id = c.session_id and s.expires_at > now()
      left join replies r on r.session_id = c.session_id and r.chat_id = c.id
      where c.session_id = ${session.id} and c.id = ${chatId}`,
  )
  return row
}

/** Says that somebody in another process follows the reply of a chat. */
export async function watchReply(session: Session, chatId: string): Promise<void> {
  await query(
    ({ sql }) =>
      sql`update replies set watched = true where session_id = ${session.id} and chat_id = ${chatId}`,
  )
}

/** Asks the runner of a chat's reply, wherever it is, to stop. */
export async function requestStop(session: Session, chatId: string): Promise<void> {
  await query(
    ({ sql }) =>
      sql`update replies set stop_requested = true where session_id = ${session.id} and chat_id = ${chatId}`,
  )
}
