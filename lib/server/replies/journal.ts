import "server-only"
import { and, eq, notExists, sql } from "drizzle-orm"
import { replies, replyJournal } from "@/drizzle/schema/replies"
import { sessions } from "@/drizzle/schema/sessions"
import type { Source } from "@/lib/types"
import { chunkAssociatedData } from "../crypto/associated-data"
import { open, seal } from "../crypto/seal"
import { Batch } from "../db/batch"
import { batchStatement } from "../db/batch-statement"
import { query } from "../db/client"
import { bare, into, picked, type Row, statement } from "../db/statement"
import { liveSession } from "../expiry/conditions"
import { perProcess } from "../process"
import type { Session } from "../sessions/session"
import { LEASE, type Lease } from "./lease"
import { sealSources } from "./sources"

/**
 * Sent with every flush of a reply that is watched, as the waking call for followers in other processes; it names the
 * message and nothing else. Not sent for others: a commit that notifies has to wait for every other one that does.
 */
export const REPLY_CHANNEL = "alcove_reply"

/** Milliseconds in which a flush is tried when the database is away: less than its lease holds. */
const FLUSH_WITHIN = 8_000
/** The same for what renews no lease, and comes before a flush. */
const CLEAR_WITHIN = 2_500

/**
 * `chunk`: the text that has come since (`seq`: UTF-16 units of the whole reply up to its end); an empty one before all
 * others says that the model thinks. `sources`: the passages that the whole text cites, when they are more than before.
 * `had`: UTF-16 units of the text that were kept before.
 */
type News = { had?: number; chunk?: { text: string; seq: number }; sources?: Source[] }

/** `stop`: the visitor asked for it. `isEmptied`: the text that was kept before is not there any more. */
type Flushed = { stop: boolean; isEmptied: boolean }

/**
 * Renews the lease and keeps what is new of its reply, together with those of other chats. Undefined when the lease is lost
 * or the session has expired.
 */
export function flush(lease: Lease, news: News = {}): Promise<Flushed | undefined> {
  return flushing.add({ lease, news })
}

type Item = { lease: Lease; news: News }

const flushing = perProcess("flushing", () => new Batch(flushAll))

async function flushAll(items: Item[], isShared: boolean): Promise<(Flushed | undefined)[]> {
  const rows = await append(items.map(toGiven), { total: FLUSH_WITHIN, isShared })
  return items.map(({ lease }) => rows.find(({ epoch }) => epoch === lease.epoch))
}

function toGiven({ lease: { session, chatId, messageId, epoch }, news: { had = 0, chunk, sources } }: Item) {
  const sealed = chunk && seal(session.key, chunkAssociatedData(session, messageId, chunk.seq), chunk.text)
  return {
    session_id: session.id,
    chat_id: chatId,
    message_id: messageId,
    epoch,
    had,
    seq: chunk?.seq ?? 0,
    chunk: sealed?.toString("hex") ?? null,
    sources: sealSources(session, messageId, sources)?.toString("hex") ?? null,
  }
}

const append = batchStatement<keyof ReturnType<typeof toGiven>, Flushed & { epoch: string }>(
  {
    session_id: "uuid",
    chat_id: "uuid",
    message_id: "uuid",
    epoch: "uuid",
    had: "int",
    seq: "int",
    chunk: "bytea",
    sources: "bytea",
  },
  () => sql`
    mine as (
      update ${replies} set ${bare(replies.leaseUntil)} = now() + make_interval(secs => ${LEASE}),
        ${bare(replies.sources)} = coalesce(given.sources, ${replies.sources})
      from given join ${sessions} on ${sessions.id} = given.session_id and ${liveSession()}
      where ${replies.sessionId} = given.session_id and ${replies.chatId} = given.chat_id
        and ${replies.epoch} = given.epoch
      returning given.*, ${replies.stopRequested} as stop, ${replies.watched}
    ), written as (
      insert into ${into(replyJournal, "sessionId", "chatId", "seq", "chunk")}
      select session_id, chat_id, seq, chunk from mine where chunk is not null
      on conflict do nothing returning 1
    )
    select epoch, stop, had > 0 and not exists (
        select from ${replyJournal} where ${replyJournal.sessionId} = mine.session_id
          and ${replyJournal.chatId} = mine.chat_id and ${replyJournal.seq} = mine.had
      ) as "isEmptied", case when watched then pg_notify(${REPLY_CHANNEL}, message_id::text) end
    from mine`,
)

type OfChat = { sessionId: string; chatId: string }

/** Deletes what was kept of a reply that begins anew. False when the lease is lost. */
export async function clearJournal({ session, chatId, epoch }: Lease): Promise<boolean> {
  const mine = await clear({ sessionId: session.id, chatId, epoch }, { total: CLEAR_WITHIN })
  return mine.length > 0
}

const clear = statement<OfChat & { epoch: string }, object>(
  (value) => sql`
    with mine as (
      update ${replies} set ${bare(replies.sources)} = null, ${bare(replies.startedOver)} = ${replies.startedOver} + 1
      where ${replies.sessionId} = ${value.sessionId} and ${replies.chatId} = ${value.chatId}
        and ${replies.epoch} = ${value.epoch}
      returning 1
    ), cleared as (
      delete from ${replyJournal} where ${replyJournal.sessionId} = ${value.sessionId}
        and ${replyJournal.chatId} = ${value.chatId} and exists (select from mine)
      returning 1
    )
    select from mine`,
)

/** The text of a reply in flight, as far as it was flushed; a hole ends it there. Undefined when a chunk does not open. */
export async function openJournal(lease: Omit<Lease, "epoch">): Promise<string | undefined> {
  const { session, chatId, messageId } = lease
  const rows = await read({ sessionId: session.id, chatId })
  let text = ""
  for (const row of rows) {
    const chunk = open(session.key, chunkAssociatedData(session, messageId, row.seq), row.chunk)
    if (chunk === undefined) return undefined
    if (text.length + chunk.length !== row.seq) break
    text += chunk
  }
  return text
}

const read = statement<OfChat, Row<typeof replyJournal, "seq" | "chunk">>(
  (value) => sql`
    select ${picked(replyJournal, "seq", "chunk")} from ${replyJournal}
    where ${replyJournal.sessionId} = ${value.sessionId} and ${replyJournal.chatId} = ${value.chatId}
    order by ${replyJournal.seq}`,
)

/** Whether the journal says that the model thinks, or has thought. */
export async function hasThought(session: Session, chatId: string): Promise<boolean> {
  const { sessionId, chatId: chat, seq } = replyJournal
  const thought = and(eq(sessionId, session.id), eq(chat, chatId), eq(seq, 0))
  const rows = await query(({ db }) => db.select({ seq }).from(replyJournal).where(thought))
  return rows.length > 0
}

/** Deletes text in flight of replies that run no more: a flush may have crossed the reply's ending. Part of a cleanup. */
export async function deleteOrphanedJournals(): Promise<void> {
  await query(({ db }) => {
    const running = and(
      eq(replies.sessionId, replyJournal.sessionId),
      eq(replies.chatId, replyJournal.chatId),
    )
    return db.delete(replyJournal).where(notExists(db.select().from(replies).where(running)))
  })
}
