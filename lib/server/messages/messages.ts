import "server-only"
import type { Sql } from "@/drizzle/client"
import type { ChatMessage, FailureCode, MessagePage, MessageStatus } from "@/lib/types"
import { bodyPlace } from "../crypto/associated-data"
import { open } from "../crypto/seal"
import { query } from "../db/client"
import { liveChat, liveSession } from "../expiry/conditions-text"
import { openJournal } from "../replies/journal"
import type { KeyHolder, Session } from "../sessions/session"
import { type FeedbackRow, toFeedback } from "./feedback"

const PAGE = 50

const LAST = 2 ** 31 - 1

/** A message as it lies in the table; `in_flight`: a running reply, seen as the message it will be. */
export type MessageRow = FeedbackRow & {
  id: string
  role: "user" | "assistant"
  status: MessageStatus
  failure: FailureCode | null
  body: Buffer | null
  position: number
  created_at: Date
  in_flight: boolean
}

/**
 * Messages of a chat, oldest first: the last 50, or the 50 before position `before`. A reply in flight carries what
 * has arrived; one whose runner is gone reads as interrupted. Empty for an unknown or another visitor's chat.
 */
export async function listMessages(
  session: Session,
  chatId: string,
  { before = LAST }: { before?: number } = {},
): Promise<MessagePage> {
  const rows = await query(
    ({ sql }) => sql<MessageRow[]>`
      (${storedRows(sql, session, chatId)} and position < ${before} order by position desc limit ${PAGE + 1})
      union all (${runningRow(sql, session, chatId)} and position < ${before})
      order by position desc`,
  )
  const page = rows.slice(0, PAGE)
  const messages = await Promise.all(page.map((row) => toMessage(session, chatId, row)))
  return { messages: messages.reverse(), before: rows.length > PAGE ? page.at(-1)?.position : undefined }
}

/** One message of a chat, as `listMessages` shows it. Undefined when there is none, or it is another visitor's. */
export async function findMessage(
  session: Session,
  chatId: string,
  id: string,
): Promise<ChatMessage | undefined> {
  const [row] = await query(
    ({ sql }) => sql<MessageRow[]>`
      ${storedRows(sql, session, chatId)} and id = ${id}
      union all ${runningRow(sql, session, chatId)} and message_id = ${id}`,
  )
  return row && toMessage(session, chatId, row)
}

/** Whether a stored message is the last one of its chat. */
export async function isNewest(session: Session, chatId: string, id: string): Promise<boolean> {
  const [row] = await query(
    ({ sql }) => sql<{ id: string }[]>`
      ${storedRows(sql, session, chatId)} order by position desc limit 1`,
  )
  return row?.id === id
}

function storedRows(sql: Sql, session: Session, chatId: string) {
  return sql`
    select m.id, m.role, m.status, m.failure, m.body, m.position, m.created_at, false as in_flight,
      f.rating, f.shared, f.comment
    from messages m
    left join feedback f on f.session_id = m.session_id and f.chat_id = m.chat_id and f.message_id = m.id
    where m.session_id = ${session.id} and m.chat_id = ${chatId} and ${isLive(sql, session, chatId)}`
}

function runningRow(sql: Sql, session: Session, chatId: string) {
  return sql`
    select message_id, 'assistant', case when lease_until > now() then 'running' else 'interrupted' end,
      null, null, position, started_at, true, null, null, null from replies
    where session_id = ${session.id} and chat_id = ${chatId} and ${isLive(sql, session, chatId)}`
}

/** SQL: this visitor has such a chat, and neither it nor the session is over. */
export function isLive(sql: Sql, session: Session, chatId: string) {
  return sql`exists (
    select from sessions s join chats c on c.session_id = s.id
    where s.id = ${session.id} and c.id = ${chatId} and ${sql.unsafe(`${liveSession("s")} and ${liveChat("c")}`)}
  )`
}

async function toMessage(session: Session, chatId: string, row: MessageRow): Promise<ChatMessage> {
  const text = row.in_flight
    ? await openJournal({ session, chatId, messageId: row.id })
    : openBody(session, row)
  const feedback = toFeedback(session, row.id, row)
  return {
    id: row.id,
    role: row.role,
    parts: text ? [{ type: "text", text }] : [],
    metadata: {
      status: row.status,
      createdAt: row.created_at.toISOString(),
      ...(row.failure && { failure: row.failure }),
      ...(text === undefined && { unreadable: true }),
      ...(feedback && { feedback }),
    },
  }
}

/** The text of a stored message; empty when it never got one, undefined when its bytes do not open. */
export function openBody(
  session: KeyHolder,
  row: Pick<MessageRow, "id" | "role" | "body">,
): string | undefined {
  return row.body ? open(session.key, bodyPlace(session, row), row.body) : ""
}
