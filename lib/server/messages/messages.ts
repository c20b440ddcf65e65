import "server-only"
import { type SQL, sql } from "drizzle-orm"
import { feedback } from "@/drizzle/schema/feedback"
import { messages } from "@/drizzle/schema/messages"
import { replies } from "@/drizzle/schema/replies"
import type { ChatMessage, ChatVersion, FailureCode, MessagePage, MessageStatus } from "@/lib/types"
import { bodyAssociatedData } from "../crypto/associated-data"
import { open } from "../crypto/seal"
import { type Placeholders, picked, type Row, statement } from "../db/statement"
import { isLive } from "../expiry/conditions"
import { openJournal } from "../replies/journal"
import { openSources } from "../replies/sources"
import type { KeyHolder, Session } from "../sessions/session"
import { isShown, isThere, newestShown, stretches } from "./branches"
import { type FeedbackRow, toFeedback } from "./feedback"
import { listVersions, type Version, versionOf } from "./versions"

const PAGE = 50

const LAST = 2 ** 31 - 1

/** A message as it lies in the table; `inFlight`: a running reply, seen as the message it will be. */
type MessageRow = Row<
  typeof messages,
  "id" | "role" | "body" | "sources" | "unanswered" | "position" | "branch" | "branchedFrom" | "createdAt"
> &
  FeedbackRow &
  Row<typeof replies, "startedOver"> & {
    status: MessageStatus
    failure: FailureCode | null
    inFlight: boolean
    isBranched: boolean
  }

/**
 * Messages of a chat as they are shown, oldest first: the last 50, or the 50 before position `before`. A reply in flight carries
 * what has arrived; one whose runner is gone reads as interrupted. Empty for an unknown or another visitor's chat.
 */
export async function listMessages(
  session: Session,
  chatId: string,
  { before = LAST }: { before?: number } = {},
): Promise<MessagePage> {
  const rows = await list({ sessionId: session.id, chatId, before })
  const page = rows.slice(0, PAGE)
  const versions = await versionsIn(session, chatId, page)
  const messages = await Promise.all(
    page.map((row) => toMessage(session, chatId, row, versionOf(row, versions))),
  )
  return { messages: messages.reverse(), before: rows.length > PAGE ? page.at(-1)?.position : undefined }
}

/** Most chats have no versions: then there is nothing to look for. */
async function versionsIn(session: Session, chatId: string, page: MessageRow[]): Promise<Version[]> {
  if (!page.some(({ isBranched }) => isBranched)) return []
  return listVersions(session, chatId, page.at(-1)?.position ?? 0, page[0]?.position ?? 0)
}

type OfChat = { sessionId: string; chatId: string }

const list = statement<OfChat & { before: number }, MessageRow>(
  (value) => sql`
    with ${stretches(value)}
    (${newestShown(sql`${stored(value, sql`is_branched`)} and ${isShown(value, value.before)}`, PAGE + 1)})
    union all (${running(value)} and ${replies.position} < ${value.before})
    order by position desc`,
)

/** One message of a chat, as `listMessages` shows it. Undefined when there is none, or it is another visitor's. */
export async function findMessage(
  session: Session,
  chatId: string,
  id: string,
): Promise<ChatMessage | undefined> {
  const [row] = await find({ sessionId: session.id, chatId, id })
  return row && toMessage(session, chatId, row)
}

const find = statement<OfChat & { id: string }, MessageRow>(
  (value) => sql`
    ${stored(value)} and ${messages.id} = ${value.id} and ${isThere}
    union all ${running(value)} and ${replies.messageId} = ${value.id}`,
)

/** Whether a stored message is the last one of its chat. */
export async function isNewest(session: Session, chatId: string, id: string): Promise<boolean> {
  const [row] = await newest({ sessionId: session.id, chatId })
  return row?.id === id
}

const newest = statement<OfChat, MessageRow>(
  (value) => sql`with ${stretches(value)} ${newestShown(sql`${stored(value)} and ${isShown(value)}`, 1)}`,
)

/** `isBranched`: whether the chat has versions, where that matters. */
function stored({ sessionId, chatId }: Placeholders<OfChat>, isBranched = sql`false`): SQL {
  return sql`
    select ${picked(messages, "id", "role", "status", "failure", "body", "sources", "unanswered")},
      ${picked(messages, "position", "branch", "branchedFrom", "createdAt")}, 0 as "startedOver", false as "inFlight",
      ${isBranched} as "isBranched", ${picked(feedback, "rating", "shared", "comment")}
    from ${messages}
    left join ${feedback} on ${feedback.sessionId} = ${messages.sessionId}
      and ${feedback.chatId} = ${messages.chatId} and ${feedback.messageId} = ${messages.id}
    where ${messages.sessionId} = ${sessionId} and ${messages.chatId} = ${chatId} and ${isLive(sessionId, chatId)}`
}

/** Its columns are in the order of those of `stored`. */
function running({ sessionId, chatId }: Placeholders<OfChat>): SQL {
  return sql`
    select ${replies.messageId}, 'assistant', case when ${replies.leaseUntil} > now() then 'running' else 'interrupted' end,
      null, null, ${replies.sources}, false, ${replies.position}, ${replies.branch}, ${replies.branchedFrom},
      ${replies.startedAt}, ${replies.startedOver}, true, ${replies.branch} > 0, null, null, null from ${replies}
    where ${replies.sessionId} = ${sessionId} and ${replies.chatId} = ${chatId} and ${isLive(sessionId, chatId)}`
}

async function toMessage(
  session: Session,
  chatId: string,
  row: MessageRow,
  version?: ChatVersion,
): Promise<ChatMessage> {
  const text = row.inFlight
    ? await openJournal({ session, chatId, messageId: row.id })
    : openBody(session, row)
  const feedback = toFeedback(session, row.id, row)
  const sources = openSources(session, row, text)
  return {
    id: row.id,
    role: row.role,
    parts: text ? [{ type: "text", text }] : [],
    metadata: {
      status: row.status,
      createdAt: row.createdAt.toISOString(),
      ...(row.failure && { failure: row.failure }),
      ...(text === undefined && { unreadable: true }),
      ...(feedback && { feedback }),
      ...(sources && { sources }),
      ...(row.unanswered && { unanswered: true }),
      ...(version && { version }),
      ...(row.startedOver > 0 && { startedOver: row.startedOver }),
    },
  }
}

/** The text of a stored message; empty when it never got one, undefined when its bytes do not open. */
export function openBody(
  session: KeyHolder,
  row: Row<typeof messages, "id" | "role" | "body">,
): string | undefined {
  return row.body ? open(session.key, bodyAssociatedData(session, row), row.body) : ""
}
