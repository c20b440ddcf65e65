import "server-only"
import { chunkPlace } from "../crypto/associated-data"
import { open, seal } from "../crypto/seal"
import { query } from "../db/client"
import { liveSession } from "../expiry/conditions-text"
import type { Session } from "../sessions/session"
import { LEASE, type Lease } from "./lease"

/**
 * Sent with every flush of a reply that is watched, as the waking call for followers in other processes; it names the
 * message and nothing else. Not sent for others: a commit that notifies has to wait for every other one that does.
 */
export const REPLY_CHANNEL = "alcove_reply"

type Chunk = { text: string; seq: number }

/**
 * Renews the lease and, with `chunk`, appends text (`seq`: UTF-16 units of the whole reply up to its end). An empty text
 * before all others says that the model thinks.
 * Undefined when the lease is lost or the session over; otherwise whether the visitor asked to stop.
 */
export async function flush(lease: Lease, chunk?: Chunk): Promise<{ stop: boolean } | undefined> {
  const { session, chatId, messageId } = lease
  const sealed = chunk ? seal(session.key, chunkPlace(session, messageId, chunk.seq), chunk.text) : null
  const [row] = await query(
    ({ sql }) => sql<{ stop: boolean }[]>`
      with mine as (
        update replies set lease_until = now() + make_interval(secs => ${LEASE})
        where session_id = ${session.id} and chat_id = ${chatId} and epoch = ${lease.epoch}
          and exists (select from sessions s where s.id = ${session.id} and ${sql.unsafe(liveSession("s"))})
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

/** Deletes what was flushed of a reply that begins anew. False when the lease is lost. */
export async function clearJournal({ session, chatId, epoch }: Lease): Promise<boolean> {
  const rows = await query(
    ({ sql }) => sql`
      with mine as (
        select from replies where session_id = ${session.id} and chat_id = ${chatId} and epoch = ${epoch}
      ), cleared as (
        delete from reply_journal
        where session_id = ${session.id} and chat_id = ${chatId} and exists (select from mine)
      )
      select from mine`,
  )
  return rows.length > 0
}

/** The text of a reply in flight, as far as it was flushed; a hole ends it there. Undefined when a chunk does not open. */
export async function openJournal(lease: Omit<Lease, "epoch">): Promise<string | undefined> {
  const { session, chatId, messageId } = lease
  const rows = await query(
    ({ sql }) => sql<{ seq: number; chunk: Buffer }[]>`
      select seq, chunk from reply_journal where session_id = ${session.id} and chat_id = ${chatId} order by seq`,
  )
  let text = ""
  for (const row of rows) {
    const chunk = open(session.key, chunkPlace(session, messageId, row.seq), row.chunk)
    if (chunk === undefined) return undefined
    if (text.length + chunk.length !== row.seq) break
    text += chunk
  }
  return text
}

/** Whether the journal says that the model thinks, or has thought. */
export async function hasThought(session: Session, chatId: string): Promise<boolean> {
  const rows = await query(
    ({ sql }) => sql`
      select from reply_journal where session_id = ${session.id} and chat_id = ${chatId} and seq = 0`,
  )
  return rows.length > 0
}

/** Deletes text in flight of replies that run no more: a flush may have crossed the reply's ending. Part of a cleanup. */
export async function deleteOrphanedJournals(): Promise<void> {
  await query(
    ({ sql }) => sql`
      delete from reply_journal j
      where not exists (select from replies r where r.session_id = j.session_id and r.chat_id = j.chat_id)`,
  )
}
