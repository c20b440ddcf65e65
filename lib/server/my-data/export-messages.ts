import "server-only"
import type { FailureCode, Feedback, MessageStatus } from "@/lib/types"
import { query } from "../db/client"
import { type FeedbackRow, toFeedback } from "../messages/feedback"
import { isLive, openBody } from "../messages/messages"
import { openJournal } from "../replies/journal"
import type { Session } from "../sessions/session"

/** `text` is null and `unreadable` true when the stored bytes do not open; `feedback`: how the visitor rated a reply. */
export type ExportedMessage = {
  id: string
  parentId: string | null
  role: "user" | "assistant"
  status: MessageStatus
  failure: FailureCode | null
  text: string | null
  unreadable?: true
  tokens: number
  model: string | null
  createdAt: string
  completedAt: string | null
  feedback: (Feedback & { ratedAt: string }) | null
}

const MESSAGES = 200

type Row = FeedbackRow & {
  id: string
  parent_id: string | null
  position: number
  role: "user" | "assistant"
  status: MessageStatus
  failure: FailureCode | null
  body: Buffer | null
  tokens: number
  model: string | null
  created_at: Date
  completed_at: Date | null
  rated_at: Date | null
}

/** The messages of a chat, page by page, oldest first; nothing of what is over. */
export async function* messagesOf(session: Session, chatId: string): AsyncGenerator<ExportedMessage[]> {
  for (let after: number | undefined = 0; after !== undefined; ) {
    const rows: Row[] = await messageRows(session, chatId, after)
    if (rows.length > 0) yield Promise.all(rows.map((row) => toMessage(session, chatId, row)))
    after = rows.length === MESSAGES ? rows.at(-1)?.position : undefined
  }
}

/** The messages after a position; a running reply is the last one. Nothing of what is over. */
function messageRows(session: Session, chatId: string, after: number): Promise<Row[]> {
  return query(
    ({ sql }) => sql<Row[]>`
      select m.id, m.parent_id, m.position, m.role, m.status, m.failure, m.body, m.tokens, m.model, m.created_at,
        m.completed_at, f.rating, f.shared, f.comment, f.rated_at
      from messages m
      left join feedback f on f.session_id = m.session_id and f.chat_id = m.chat_id and f.message_id = m.id
      where m.session_id = ${session.id} and m.chat_id = ${chatId} and m.position > ${after}
        and ${isLive(sql, session, chatId)}
      union all
      select message_id, parent_id, position, 'assistant',
        case when lease_until > now() then 'running' else 'interrupted' end, null, null, 0, null, started_at, null,
        null, null, null, null
      from replies
      where session_id = ${session.id} and chat_id = ${chatId} and position > ${after} and ${isLive(sql, session, chatId)}
      order by position limit ${MESSAGES}`,
  )
}

async function toMessage(session: Session, chatId: string, row: Row): Promise<ExportedMessage> {
  if (isInFlight(row)) return inFlight(session, chatId, row)
  return described(session, row, openBody(session, row))
}

const isInFlight = (row: Row) => row.completed_at === null

/** As far as it has arrived. The journal is gone once the reply is stored: then the stored one is read after all. */
async function inFlight(session: Session, chatId: string, row: Row): Promise<ExportedMessage> {
  const text = await openJournal({ session, chatId, messageId: row.id })
  const [now] = await messageRows(session, chatId, row.position - 1)
  return now && !isInFlight(now)
    ? described(session, now, openBody(session, now))
    : described(session, row, text)
}

function described(session: Session, row: Row, text: string | undefined): ExportedMessage {
  const feedback = toFeedback(session, row.id, row)
  return {
    id: row.id,
    parentId: row.parent_id,
    role: row.role,
    status: row.status,
    failure: row.failure,
    text: text ?? null,
    ...(text === undefined && { unreadable: true }),
    tokens: row.tokens,
    model: row.model,
    createdAt: row.created_at.toISOString(),
    completedAt: row.completed_at?.toISOString() ?? null,
    feedback: feedback && row.rated_at ? { ...feedback, ratedAt: row.rated_at.toISOString() } : null,
  }
}
