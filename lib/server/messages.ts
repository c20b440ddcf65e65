import "server-only"
import type { Sql } from "@/drizzle/client"
import { byteLength, storableProblem } from "@/lib/text"
import type { ChatMessage, FailureCode, MessagePage, MessageStatus, Refusal } from "@/lib/types"
import type { Turn } from "./context"
import { open, type Place } from "./crypto"
import { query } from "./db"
import { env } from "./env"
import { openJournal } from "./journal"
import type { Session } from "./session"

const PAGE = 50

/** A message as it lies in the table. */
export type MessageRow = {
  id: string
  role: "user" | "assistant"
  status: MessageStatus
  failure: FailureCode | null
  body: Buffer | null
  tokens: number
  position: number
  created_at: Date
}

/** Where a message's text is sealed. */
export function bodyPlace(session: Session, row: { id: string; role: string }): Place {
  return { table: "messages", column: "body", session: session.id, row: row.id, role: row.role }
}

/** Why a visitor's text cannot be accepted: empty, too long, or not storable. Undefined when it can. */
export function textRefusal(text: string): Refusal | undefined {
  const limit = env().MESSAGE_MAX_BYTES
  if (text.trim() === "") return { code: "empty", message: "Write something first." }
  // A text never has fewer bytes than characters: a huge one is refused without being measured.
  const bytes = text.length > limit ? text.length : byteLength(text)
  if (bytes > limit) return { code: "too_long", message: tooLong(bytes, limit) }
  if (storableProblem(text)) return { code: "malformed", message: MALFORMED }
}

const MALFORMED =
  "The text contains a character that cannot be stored (NUL or half a character). Remove it and send again."

function tooLong(bytes: number, limit: number): string {
  const percent = Math.ceil((100 * (bytes - limit)) / bytes)
  return `The text is too long: ${limit.toLocaleString("en")} bytes fit, it has ${bytes.toLocaleString("en")}. Shorten it by about ${percent} % or send it in parts.`
}

/**
 * Messages of a chat, oldest first: the last 50, or the 50 before position `before`. A reply in flight carries what
 * has arrived; one whose runner is gone reads as interrupted. Empty for an unknown or another visitor's chat.
 */
export async function listMessages(
  session: Session,
  chatId: string,
  { before }: { before?: number } = {},
): Promise<MessagePage> {
  const rows = await query(
    ({ sql }) => sql<ShownRow[]>`
      select ${shown(sql)} where m.session_id = ${session.id} and m.chat_id = ${chatId} and m.position < ${before ?? 2 ** 31 - 1}
      order by m.position desc limit ${PAGE + 1}`,
  )
  const page = rows.slice(0, PAGE)
  const messages = await Promise.all(page.map((row) => toMessage(session, row)))
  return { messages: messages.reverse(), before: rows.length > PAGE ? page.at(-1)?.position : undefined }
}

/** One message of a chat, as `listMessages` shows it. Undefined when there is none, or it is another visitor's. */
export async function findMessage(
  session: Session,
  chatId: string,
  id: string,
): Promise<ChatMessage | undefined> {
  const [row] = await query(
    ({ sql }) => sql<ShownRow[]>`
      select ${shown(sql)} where m.session_id = ${session.id} and m.chat_id = ${chatId} and m.id = ${id}`,
  )
  return row && toMessage(session, row)
}

/** `alive`: whether somebody is writing it. */
type ShownRow = MessageRow & { alive: boolean | null }

function shown(sql: Sql) {
  return sql`
    m.id, m.role, m.status, m.failure, m.body, m.tokens, m.position, m.created_at, r.lease_until > now() as alive
    from messages m
    join sessions s on s.id = m.session_id and s.expires_at > now()
    left join replies r on r.session_id = m.session_id and r.chat_id = m.chat_id and r.message_id = m.id`
}

async function toMessage(session: Session, row: ShownRow): Promise<ChatMessage> {
  const inFlight = row.status === "running"
  const text = inFlight ? (await openJournal(session, row.id)).text : openBody(session, row)
  return {
    id: row.id,
    role: row.role,
    parts: text ? [{ type: "text", text }] : [],
    metadata: {
      status: inFlight && !row.alive ? "interrupted" : row.status,
      createdAt: row.created_at.toISOString(),
      ...(row.failure && { failure: row.failure }),
      ...(text === undefined && { unreadable: true }),
    },
  }
}

/** The text of a stored message; empty when it never got one, undefined when its bytes do not open. */
export function openBody(session: Session, row: MessageRow): string | undefined {
  return row.body ? open(session.key, bodyPlace(session, row), row.body) : ""
}

/**
 * Turns before `position`, newest first, for the model: read in pages and opened only as far as they are asked for.
 * `loaded` are rows already at hand, newest first. Replies without text and unreadable messages are left out.
 */
export async function* turnsBefore(
  session: Session,
  chatId: string,
  loaded: MessageRow[],
): AsyncGenerator<Turn> {
  for (let page = loaded; page.length > 0; page = await olderRows(session, chatId, page)) {
    for (const row of page) {
      const text = openBody(session, row)
      if (text) yield { role: row.role, text, tokens: row.tokens }
    }
  }
}

async function olderRows(session: Session, chatId: string, page: MessageRow[]): Promise<MessageRow[]> {
  const oldest = page.at(-1)?.position ?? 0
  if (oldest <= 1) return []
  return query(
    ({ sql }) => sql<MessageRow[]>`
      select id, role, status, failure, body, tokens, position, created_at from messages
      where session_id = ${session.id} and chat_id = ${chatId} and position < ${oldest}
      order by position desc limit ${4 * PAGE}`,
  )
}
