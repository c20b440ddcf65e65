import "server-only"
import { v7 as uuidv7 } from "uuid"
import { titleFrom } from "@/lib/text"
import type { Refusal } from "@/lib/types"
import { titlePlace } from "./chats"
import type { Turn } from "./context"
import { seal } from "./crypto"
import { errorCode, query } from "./db"
import { env } from "./env"
import { LEASE, type Lease, newEpoch, settle } from "./journal"
import { bodyPlace, type MessageRow, openBody, textRefusal, turnsBefore } from "./messages"
import type { Session } from "./session"
import { countTokens } from "./tokens"

/** A reply to be written: `createdAt` is the time of its empty message, `history` yields what came before, newest first. */
export type Work = { lease: Lease; createdAt: Date; question: Turn; history: AsyncIterable<Turn> }

/** An accepted question. `work` is there for exactly one of several equal calls: it has to start the reply. */
export type Accepted = {
  ok: true
  replyId: string
  /** The title of the chat, when this question began it. */
  title?: string
  work?: Work
}

export type Refused = { ok: false; error: Refusal }

type Question = { chatId: string; messageId: string; text: string }
type Repeat = { chatId: string; messageId: string; replyId: string; text?: string }

/** One row for every loaded message, newest first; the facts about the attempt are the same in each. */
type AttemptRow = MessageRow & {
  owned: boolean
  known_chat: string | null
  known_reply: string | null
  busy: "alive" | "gone" | null
  accepted: boolean
  at: Date
  created: boolean | null
}

/**
 * Stores a question and its empty reply in one statement, and reads the last 50 messages before it in the same trip.
 * Repeatable: the same `messageId` again finds the reply that was already begun. Refuses with `not_found` when the
 * session is gone, `busy` while another reply of the chat runs, and for texts that cannot be stored.
 */
export async function acceptMessage(session: Session, input: Question): Promise<Accepted | Refused> {
  const error = textRefusal(input.text)
  if (error) return { ok: false, error }
  const title = titleFrom(input.text)
  const question: Turn = { role: "user", text: input.text, tokens: countTokens(input.text) }
  const lease = newLease(session, input.chatId, uuidv7())
  const tried = await attempt(session, input.chatId, () => insertQuestion(lease, input, title, question))
  if (!tried.ok) return tried
  const [first] = tried.rows
  if (first.known_chat) return knownReply(first, input.chatId)
  const history = turnsBefore(session, input.chatId, stored(tried.rows))
  const work: Work = { lease, createdAt: first.at, question, history }
  return { ok: true, replyId: lease.messageId, title: first.created ? title : undefined, work }
}

/**
 * Asks a question again, with new words when `text` is given: what followed it is removed and a new empty reply
 * `replyId` stored, in one statement. Repeatable by `replyId`. Refuses like `acceptMessage`.
 */
export async function replaceReply(session: Session, input: Repeat): Promise<Accepted | Refused> {
  const error = input.text === undefined ? undefined : textRefusal(input.text)
  if (error) return { ok: false, error }
  const lease = newLease(session, input.chatId, input.replyId)
  const tokens = input.text === undefined ? 0 : countTokens(input.text)
  const tried = await attempt(session, input.chatId, () => insertReply(lease, input, tokens))
  if (!tried.ok) return tried
  const [first] = tried.rows
  if (first.known_chat) return knownReply(first, input.chatId)
  if (!first.accepted) return NOT_FOUND
  const [asked, ...before] = stored(tried.rows)
  const text = input.text ?? (asked && openBody(session, asked)) ?? ""
  const question: Turn = {
    role: "user",
    text,
    tokens: input.text === undefined ? (asked?.tokens ?? 0) : tokens,
  }
  const history = turnsBefore(session, input.chatId, before)
  return { ok: true, replyId: input.replyId, work: { lease, createdAt: first.at, question, history } }
}

const NOT_FOUND: Refused = {
  ok: false,
  error: {
    code: "not_found",
    message: "This chat is no longer there. Start a new one; your text is kept in the box.",
  },
}
const BUSY: Refused = {
  ok: false,
  error: {
    code: "busy",
    message: "An answer is still being written in this chat. Wait for it or stop it, then send again.",
  },
}
const TAKEN: Refused = {
  ok: false,
  error: { code: "invalid", message: "This message belongs to another chat. Send it again." },
}

const ATTEMPTS = 8

/** Runs the statement until it neither meets an equal one at the same moment (23505) nor a reply whose runner is gone. */
async function attempt(session: Session, chatId: string, statement: () => Promise<AttemptRow[]>) {
  for (let left = ATTEMPTS; left > 0; left--) {
    const rows = await statement().catch((error: unknown) => {
      if (errorCode(error) === "23505") return []
      throw error
    })
    const [first] = rows
    if (!first) continue
    if (!first.owned) return NOT_FOUND
    if (first.known_chat || first.accepted || !first.busy)
      return { ok: true as const, rows: rows as [AttemptRow, ...AttemptRow[]] }
    if (first.busy === "alive") return BUSY
    await settle(session, chatId)
  }
  return BUSY
}

function knownReply(row: AttemptRow, chatId: string): Accepted | Refused {
  return row.known_chat === chatId && row.known_reply ? { ok: true, replyId: row.known_reply } : TAKEN
}

function stored(rows: AttemptRow[]): MessageRow[] {
  return rows.filter((row) => row.id !== null)
}

function newLease(session: Session, chatId: string, messageId: string): Lease {
  return { session, chatId, messageId, epoch: newEpoch() }
}

function insertQuestion(
  lease: Lease,
  { chatId, messageId, text }: Question,
  title: string,
  { tokens }: Turn,
) {
  const { session, messageId: replyId, epoch } = lease
  const sealedTitle = seal(session.key, titlePlace(session, chatId), title)
  const body = seal(session.key, bodyPlace(session, { id: messageId, role: "user" }), text)
  const touchAfter = Math.min(3600, env().RETENTION / 10)
  return query(
    ({ sql }) => sql<AttemptRow[]>`
      with owner as (select id from sessions where id = ${session.id} and expires_at > now()),
      touched as (
        update sessions set last_active_at = now(), expires_at = now() + make_interval(secs => ${env().RETENTION})
        where id = ${session.id} and expires_at > now() and last_active_at < now() - make_interval(secs => ${touchAfter})
      ),
      known as (
        select q.chat_id, r.id as reply_id, p.epoch = ${epoch} as mine from messages q
        left join messages r on r.session_id = q.session_id and r.chat_id = q.chat_id and r.position = q.position + 1
        left join replies p on p.session_id = q.session_id and p.chat_id = q.chat_id and p.message_id = r.id
        where q.session_id = ${session.id} and q.id = ${messageId}
      ),
      busy as (
        select case when lease_until > now() then 'alive' else 'gone' end as runner from replies
        where session_id = ${session.id} and chat_id = ${chatId}
      ),
      chat as (
        insert into chats (session_id, id, title) select id, ${chatId}::uuid, ${sealedTitle}::bytea from owner
        where not exists (select from known) and not exists (select from busy)
        on conflict (session_id, id) do update set updated_at = now() returning id, xmax = 0 as created
      ),
      question as (
        insert into messages (session_id, chat_id, id, position, role, status, body, tokens, completed_at)
        select ${session.id}::uuid, id, ${messageId}::uuid, 1 + coalesce((
          select max(position) from messages where session_id = ${session.id} and chat_id = ${chatId}), 0),
          'user', 'complete', ${body}::bytea, ${tokens}::int, now()
        from chat returning position
      ),
      reply as (
        insert into messages (session_id, chat_id, id, parent_id, position, role, status)
        select ${session.id}::uuid, ${chatId}::uuid, ${replyId}::uuid, ${messageId}::uuid, position + 1, 'assistant', 'running'
        from question returning id
      ),
      started as (
        insert into replies (session_id, chat_id, message_id, epoch, lease_until)
        select ${session.id}::uuid, ${chatId}::uuid, id, ${epoch}::bigint, now() + make_interval(secs => ${LEASE}) from reply
        returning message_id
      )
      select facts.*, m.id, m.role, m.status, m.failure, m.body, m.tokens, m.position, m.created_at
      from (
        select exists (select from owner) as owned, (select runner from busy) as busy,
          (select chat_id from known where not coalesce(mine, false)) as known_chat, (select reply_id from known) as known_reply,
          exists (select from started) or exists (select from known where mine) as accepted, (select created from chat) as created, now() as at
      ) facts
      left join lateral (
        select id, role, status, failure, body, tokens, position, created_at from messages
        where session_id = ${session.id} and chat_id = ${chatId} and id <> ${messageId} and id <> ${replyId}
        order by position desc limit 50
      ) m on true
      order by m.position desc`,
  )
}

function insertReply(lease: Lease, { chatId, messageId, text }: Repeat, tokens: number) {
  const { session, messageId: replyId, epoch } = lease
  const body =
    text === undefined ? null : seal(session.key, bodyPlace(session, { id: messageId, role: "user" }), text)
  return query(
    ({ sql }) => sql<AttemptRow[]>`
      with owner as (select id from sessions where id = ${session.id} and expires_at > now()),
      known as (
        select r.chat_id, r.id as reply_id, p.epoch = ${epoch} as mine from messages r
        left join replies p on p.session_id = r.session_id and p.chat_id = r.chat_id and p.message_id = r.id
        where r.session_id = ${session.id} and r.id = ${replyId}
      ),
      busy as (
        select case when lease_until > now() then 'alive' else 'gone' end as runner from replies
        where session_id = ${session.id} and chat_id = ${chatId}
      ),
      question as (
        select m.id, m.position from messages m, owner
        where m.session_id = ${session.id} and m.chat_id = ${chatId} and m.id = ${messageId} and m.role = 'user'
          and not exists (select from known) and not exists (select from busy)
      ),
      removed as (
        delete from messages m using question q
        where m.session_id = ${session.id} and m.chat_id = ${chatId} and m.position > q.position returning m.id
      ),
      edited as (
        update messages m set body = ${body}::bytea, tokens = ${tokens}::int from question q
        where ${body}::bytea is not null and m.session_id = ${session.id} and m.id = q.id
      ),
      touched as (
        update chats c set updated_at = now() from question where c.session_id = ${session.id} and c.id = ${chatId}
      ),
      reply as (
        -- Reading what was removed makes Postgres remove it first: the position is free then.
        insert into messages (session_id, chat_id, id, parent_id, position, role, status)
        select ${session.id}::uuid, ${chatId}::uuid, ${replyId}::uuid, q.id, q.position + 1, 'assistant', 'running'
        from question q, (select count(*) from removed) as first returning id
      ),
      started as (
        insert into replies (session_id, chat_id, message_id, epoch, lease_until)
        select ${session.id}::uuid, ${chatId}::uuid, id, ${epoch}::bigint, now() + make_interval(secs => ${LEASE}) from reply
        returning message_id
      )
      select facts.*, m.id, m.role, m.status, m.failure, m.body, m.tokens, m.position, m.created_at
      from (
        select exists (select from owner) as owned, (select runner from busy) as busy,
          (select chat_id from known where not coalesce(mine, false)) as known_chat, (select reply_id from known) as known_reply,
          exists (select from started) or exists (select from known where mine) as accepted, null::boolean as created, now() as at
      ) facts
      left join lateral (
        select m.id, m.role, m.status, m.failure, m.body, m.tokens, m.position, m.created_at from messages m
        join messages q on q.session_id = m.session_id and q.chat_id = m.chat_id and q.id = ${messageId}
        where m.session_id = ${session.id} and m.chat_id = ${chatId} and m.position <= q.position
        order by m.position desc limit 51
      ) m on true
      order by m.position desc`,
  )
}
