import "server-only"
import { randomInt } from "node:crypto"
import type { Sql } from "@/drizzle/client"
import { bodyPlace } from "../crypto/associated-data"
import { seal } from "../crypto/seal"
import { query } from "../db/client"
import { liveChat, liveSession } from "../expiry/conditions-text"
import { LEASE, type Lease } from "../replies/lease"
import { type Count, countUsage } from "../usage/counters-text"
import type { TurnRow } from "./history"

/** The newest message the visitor had before them, null for none; undefined: it does not matter. */
export type LastSeen = string | null | undefined

/** What is written when a question is accepted. `language`: the one of the visitor's browser, for the counters. */
export type Question = {
  lease: Lease
  messageId: string
  text: string
  tokens: number
  language?: string
  lastSeen?: LastSeen
}

/** What is written when a question is asked again; without `text` it keeps its words. */
export type Repeat = { lease: Lease; messageId: string; text?: string; tokens: number; lastSeen?: LastSeen }

/** What a chat begins with; `title` is sealed. */
export type NewChat = { title: Buffer; temporary: boolean }

/** One row for every message read, newest first; the facts about the attempt are the same in each. */
export type AttemptRow = TurnRow & {
  /** The session is live, and so is the chat, if there is one already; there is one, if something was seen of it. */
  owned: boolean
  /** Another message is the newest one, or the reply that is being written. */
  changed: boolean
  /** Where the same message was accepted before, and its reply. */
  known_chat: string | null
  known_reply: string | null
  /** Another reply of the chat is being written, or was when its runner went. */
  busy: "alive" | "gone" | null
  accepted: boolean
  created: boolean | null
  revision: number | null
  at: Date
}

/** Stores a question (and its chat, when it is the first) with its running reply, and reads the 50 messages before it. */
export function storeQuestion(question: Question, { title, temporary }: NewChat): Promise<AttemptRow[]> {
  const { lease, messageId, lastSeen } = question
  const { session, chatId } = lease
  const body = seal(session.key, bodyPlace(session, { id: messageId, role: "user" }), question.text)
  return query(
    ({ sql }) => sql<AttemptRow[]>`
      with ${owner(sql, lease, lastSeen)},
      known as (
        select q.chat_id, coalesce(r.id, p.message_id) as reply_id, p.epoch = ${lease.epoch} as mine from messages q
        left join messages r on r.session_id = q.session_id and r.chat_id = q.chat_id and r.position = q.position + 1
        left join replies p on p.session_id = q.session_id and p.chat_id = q.chat_id and p.parent_id = q.id
        where q.session_id = ${session.id} and q.id = ${messageId}
      ),
      ${busy(sql, lease)},
      ${changed(sql, lease, lastSeen)},
      stored as (
        insert into chats (session_id, id, title, revision, temporary)
        select id, ${chatId}::uuid, ${title}::bytea, ${randomInt(2 ** 30)}::int, ${temporary}::boolean from owner
        where not exists (select from known) and not exists (select from busy) and not exists (select from changed)
        on conflict (session_id, id) do update set updated_at = now() returning id, xmax = 0 as created, revision
      ),
      chat as (
        select 1 + coalesce((
          select max(position) from messages where session_id = ${session.id} and chat_id = ${chatId}), 0) as position
        from stored
      ),
      question as (${insertQuestion(sql, question, body)}),
      asked as (select created, ${question.language ?? null}::text as language from stored, question),
      counted as (${sql.unsafe(countUsage("asked", COUNTS))}),
      ${started(sql, lease, messageId)}
      select ${facts(sql)}, (select created from stored) as created, (select revision from stored) as revision, m.*
      from (select) as once left join lateral (
        select id, role, body, tokens, position from messages
        where session_id = ${session.id} and chat_id = ${chatId}
        order by position desc limit 50
      ) m on true order by m.position desc`,
  )
}

/** Removes what followed a question, gives it new words if there are any, stores its new running reply, and reads back. */
export function restartQuestion({ lease, messageId, text, tokens, lastSeen }: Repeat): Promise<AttemptRow[]> {
  const { session, chatId, messageId: replyId } = lease
  const body =
    text === undefined ? null : seal(session.key, bodyPlace(session, { id: messageId, role: "user" }), text)
  return query(
    ({ sql }) => sql<AttemptRow[]>`
      with ${owner(sql, lease, lastSeen)},
      known as (
        select chat_id, id as reply_id, false as mine from messages where session_id = ${session.id} and id = ${replyId}
        union all
        select chat_id, message_id, epoch = ${lease.epoch} from replies
        where session_id = ${session.id} and chat_id = ${chatId} and message_id = ${replyId}
      ),
      ${busy(sql, lease)},
      ${changed(sql, lease, lastSeen)},
      asked as (
        select m.id, m.position from messages m, owner
        where m.session_id = ${session.id} and m.chat_id = ${chatId} and m.id = ${messageId} and m.role = 'user'
          and not exists (select from known) and not exists (select from busy) and not exists (select from changed)
      ),
      revised as (
        update chats set updated_at = now(), revision = revision + 1 from asked
        where session_id = ${session.id} and chats.id = ${chatId} returning revision
      ),
      removed as (
        delete from messages m using asked
        where m.session_id = ${session.id} and m.chat_id = ${chatId} and m.position > asked.position
        returning m.id
      ),
      unrated as (
        delete from feedback f using removed
        where f.session_id = ${session.id} and f.chat_id = ${chatId} and f.message_id = removed.id
      ),
      edited as (
        update messages m set body = ${body}::bytea, tokens = ${tokens}::int from asked
        where ${body}::bytea is not null and m.session_id = ${session.id} and m.id = asked.id
      ),
      question as (select position from asked),
      ${started(sql, lease, messageId)}
      select ${facts(sql)}, false as created, (select revision from revised) as revision, m.*
      from (select) as once left join lateral (
        select m.id, m.role, m.body, m.tokens, m.position from messages m
        join messages q on q.session_id = m.session_id and q.chat_id = m.chat_id and q.id = ${messageId}
        where m.session_id = ${session.id} and m.chat_id = ${chatId} and m.position <= q.position
        order by m.position desc limit 51
      ) m on true order by m.position desc`,
  )
}

const COUNTS: Count[] = [
  { metric: "chats", value: "created::int" },
  { metric: "messages", label: "language" },
]

/** A chat of which something was seen does not begin anew where it was deleted. */
function owner(sql: Sql, { session, chatId }: Lease, lastSeen: LastSeen) {
  return sql`owner as (
    select id from sessions s where id = ${session.id} and ${sql.unsafe(liveSession("s"))} and not exists (
      select from chats c where c.session_id = s.id and c.id = ${chatId} and not ${sql.unsafe(liveChat("c"))}
    ) and (${!lastSeen}::boolean or exists (select from chats c where c.session_id = s.id and c.id = ${chatId}))
  )`
}

/** A row when something else than what was seen is the newest of the chat; a reply counts from its first moment on. */
function changed(sql: Sql, { session, chatId }: Lease, lastSeen: LastSeen) {
  return sql`changed as (
    select from owner where ${lastSeen !== undefined}::boolean and ${lastSeen ?? null}::uuid is distinct from coalesce(
      (select message_id from replies where session_id = ${session.id} and chat_id = ${chatId}),
      (select id from messages where session_id = ${session.id} and chat_id = ${chatId} order by position desc limit 1)
    )
  )`
}

function busy(sql: Sql, { session, chatId }: Lease) {
  return sql`busy as (
    select case when lease_until > now() then 'alive' else 'gone' end as runner from replies
    where session_id = ${session.id} and chat_id = ${chatId}
  )`
}

/** Reads the position from `chat`. */
function insertQuestion(sql: Sql, { lease, messageId, tokens }: Question, body: Buffer) {
  return sql`
    insert into messages (session_id, chat_id, id, position, role, status, body, tokens)
    select ${lease.session.id}::uuid, ${lease.chatId}::uuid, ${messageId}::uuid, position, 'user', 'complete',
      ${body}::bytea, ${tokens}::int from chat returning position`
}

/** Reads the position from `question`. A reply that is there already makes the whole statement fail (23505). */
function started(sql: Sql, { session, chatId, messageId, epoch }: Lease, questionId: string) {
  return sql`started as (
    insert into replies (session_id, chat_id, message_id, parent_id, position, epoch, lease_until)
    select ${session.id}::uuid, ${chatId}::uuid, ${messageId}::uuid, ${questionId}::uuid, position + 1,
      ${epoch}::uuid, now() + make_interval(secs => ${LEASE}) from question
    returning message_id
  )`
}

/** `mine`: an earlier attempt of this very call got through and its answer was lost. */
function facts(sql: Sql) {
  return sql`
    now() as at, exists (select from owner) as owned, exists (select from changed) as changed,
    (select runner from busy) as busy,
    (select chat_id from known where mine is not true) as known_chat, (select reply_id from known) as known_reply,
    exists (select from started) or exists (select from known where mine) as accepted`
}
