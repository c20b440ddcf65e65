import "server-only"
import { type SQL, sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { feedback } from "@/drizzle/schema/feedback"
import { messages } from "@/drizzle/schema/messages"
import { replies } from "@/drizzle/schema/replies"
import type { FailureCode, Feedback, MessageStatus, Source } from "@/lib/types"
import { picked, type Row, statement } from "../db/statement"
import { isLive } from "../expiry/conditions"
import { isThere, stretches } from "../messages/branches"
import { type FeedbackRow, toFeedback } from "../messages/feedback"
import { openBody } from "../messages/messages"
import { openJournal } from "../replies/journal"
import { openSources } from "../replies/sources"
import type { Session } from "../sessions/session"

/**
 * `text` is null and `unreadable` true when the stored bytes do not open; `feedback`: how the visitor rated a reply;
 * `sources`: the passages it cites, as they read when it was written.
 */
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
  sources: ExportedSource[]
  unanswered: boolean
  /** It asks for something from then on: kept in mind, or forgotten as its visitor wished; null for all else. */
  remembered: "kept" | "forgotten" | null
  /** False for another version than the one that is shown, and what follows it. */
  isShown: boolean
}

export type ExportedSource = Pick<Source, "number" | "title" | "heading" | "text"> & { page: number | null }

const MESSAGES = 200

/** `completedAt` is null while a reply is in flight. */
type MessageRow = FeedbackRow &
  Row<
    typeof messages,
    | "id"
    | "parentId"
    | "position"
    | "branch"
    | "role"
    | "body"
    | "tokens"
    | "model"
    | "sources"
    | "unanswered"
    | "standing"
    | "createdAt"
  > & {
    status: MessageStatus
    failure: FailureCode | null
    completedAt: Date | null
    isShown: boolean
    ratedAt: Date | null
  }

/** All messages of a chat, page by page, by position, of each all versions; nothing of what has expired. */
export async function* messagesOf(session: Session, chatId: string): AsyncGenerator<ExportedMessage[]> {
  for (let after: Place | undefined = BEGINNING; after; ) {
    const rows: MessageRow[] = await messageRows(session, chatId, after)
    if (rows.length > 0) yield Promise.all(rows.map((row) => toMessage(session, chatId, row)))
    after = rows.length === MESSAGES ? rows.at(-1) : undefined
  }
}

/** Where a message stands. */
type Place = Pick<MessageRow, "position" | "branch">

const BEGINNING: Place = { position: 0, branch: 0 }

/** The messages after a place, and a running reply. Nothing of what has expired. */
function messageRows({ id }: Session, chatId: string, { position, branch }: Place): Promise<MessageRow[]> {
  return findAfter({ sessionId: id, chatId, position, branch })
}

/** What a message follows on its branch. */
const above = alias(messages, "above")

const findAfter = statement<{ sessionId: string; chatId: string } & Place, MessageRow>(
  ({ sessionId, chatId, position, branch }) => sql`
    with ${stretches({ sessionId, chatId })}
    select ${picked(messages, "id", "position", "branch", "role", "status", "failure", "body")},
      coalesce(${messages.parentId}, (
        select ${above.id} from ${messages} ${above}
        where ${above.sessionId} = ${sessionId} and ${above.chatId} = ${chatId} and ${above.position} = ${messages.position} - 1
          and ${above.branch} = coalesce(${messages.branchedFrom}, ${messages.branch}) and ${above.status} <> 'removed'
      )) as "parentId",
      ${picked(messages, "tokens", "model", "sources", "unanswered", "standing", "createdAt", "completedAt")},
      ${isOnPath(messages)} as "isShown", ${picked(feedback, "rating", "shared", "comment", "ratedAt")}
    from ${messages}
    left join ${feedback} on ${feedback.sessionId} = ${messages.sessionId}
      and ${feedback.chatId} = ${messages.chatId} and ${feedback.messageId} = ${messages.id}
    where ${messages.sessionId} = ${sessionId} and ${messages.chatId} = ${chatId}
      and (${messages.position}, ${messages.branch}) > (${position}, ${branch}) and ${isThere}
      and ${isLive(sessionId, chatId)}
    union all
    select ${replies.messageId}, ${replies.position}, ${replies.branch}, 'assistant',
      case when ${replies.leaseUntil} > now() then 'running' else 'interrupted' end, null, null, ${replies.parentId},
      0, null, ${replies.sources}, false, null, ${replies.startedAt}, null, ${isOnPath(replies)}, null, null, null, null
    from ${replies}
    where ${replies.sessionId} = ${sessionId} and ${replies.chatId} = ${chatId}
      and (${replies.position}, ${replies.branch}) > (${position}, ${branch})
      and ${isLive(sessionId, chatId)}
    order by position, branch limit ${MESSAGES}`,
)

/** Whether it is the version that is shown. */
function isOnPath({ position, branch }: typeof messages | typeof replies): SQL {
  return sql`exists (
    select from stretches where ${branch} = stretches.branch and ${position} >= start and ${position} < stop
  )`
}

async function toMessage(session: Session, chatId: string, row: MessageRow): Promise<ExportedMessage> {
  if (isInFlight(row)) return inFlight(session, chatId, row)
  return described(session, row, openBody(session, row))
}

const isInFlight = (row: MessageRow) => row.completedAt === null

/** As far as it has arrived. The journal is gone once the reply is stored: then the stored one is read after all. */
async function inFlight(session: Session, chatId: string, row: MessageRow): Promise<ExportedMessage> {
  const text = await openJournal({ session, chatId, messageId: row.id })
  const now = (await messageRows(session, chatId, { ...row, branch: row.branch - 1 }))[0]
  return now?.id === row.id && !isInFlight(now)
    ? described(session, now, openBody(session, now))
    : described(session, row, text)
}

function described(session: Session, row: MessageRow, text: string | undefined): ExportedMessage {
  const feedback = toFeedback(session, row.id, row)
  return {
    id: row.id,
    parentId: row.parentId,
    role: row.role,
    status: row.status,
    failure: row.failure,
    text: text ?? null,
    ...(text === undefined && { unreadable: true }),
    tokens: row.tokens,
    model: row.model,
    createdAt: row.createdAt.toISOString(),
    completedAt: row.completedAt?.toISOString() ?? null,
    feedback: feedback && row.ratedAt ? { ...feedback, ratedAt: row.ratedAt.toISOString() } : null,
    sources: (openSources(session, row, text) ?? []).map(toExported),
    unanswered: row.unanswered,
    remembered: row.standing,
    isShown: row.isShown,
  }
}

function toExported({ number, title, heading, page, text }: Source): ExportedSource {
  return { number, title, heading, page: page ?? null, text }
}
