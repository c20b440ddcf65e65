import "server-only"
import { type SQL, sql } from "drizzle-orm"
import { chats } from "@/drizzle/schema/chats"
import { feedback } from "@/drizzle/schema/feedback"
import { messages } from "@/drizzle/schema/messages"
import { sessions } from "@/drizzle/schema/sessions"
import { isBlank, storableProblem } from "@/lib/text"
import type { Feedback, Rating } from "@/lib/types"
import type { Why } from "@/lib/words/refusals"
import { commentAssociatedData } from "../crypto/associated-data"
import { open, seal } from "../crypto/seal"
import { bare, into, type Placeholders, type Row, rowStatement } from "../db/statement"
import { liveChat, liveSession } from "../expiry/conditions"
import type { KeyHolder, Session } from "../sessions/session"
import { type Count, countUsage } from "../usage/counters"

/** What a visitor thinks of a reply; null takes it back. What is left out stays as it was: no comment, not shared at first. */
export type Opinion = {
  chatId: string
  messageId: string
  rating: Rating | null
  comment?: string
  shared?: boolean
}

/** Feedback as it lies beside its message; every column is null when there is none. */
export type FeedbackRow = Nullable<Row<typeof feedback, "rating" | "shared" | "comment">>

type Nullable<T> = { [Name in keyof T]: T[Name] | null }

const COMMENT_CHARACTERS = 2000

/** Why a comment cannot be kept: too long, or not storable. Undefined when it can. */
export function commentRefusal(comment: string): Why | undefined {
  if (comment.length > COMMENT_CHARACTERS)
    return { code: "too_long", about: "comment", most: COMMENT_CHARACTERS }
  if (storableProblem(comment)) return { code: "malformed", about: "comment" }
}

/**
 * Keeps what a visitor thinks of a stored reply of theirs, and counts it in the same statement: the counters are always
 * the ratings given, without those taken back or changed. False when there is no such reply with words in a live chat.
 */
export async function rateReply(session: Session, opinion: Opinion): Promise<boolean> {
  const { chatId, messageId, rating } = opinion
  const target = { sessionId: session.id, chatId, messageId }
  const { found } = await (rating
    ? rate({ ...target, rating, ...saidOf(session, opinion) })
    : takeBack(target))
  return found
}

function saidOf(session: Session, { messageId, comment, shared }: Opinion): Said {
  const words = comment === undefined || isBlank(comment) ? undefined : comment.trim()
  const sealed = words ? seal(session.key, commentAssociatedData(session, messageId), words) : null
  return { comment: sealed, keepsComment: comment === undefined, shared: shared ?? null }
}

type Target = { sessionId: string; chatId: string; messageId: string }
type Said = { comment: Uint8Array | null; keepsComment: boolean; shared: boolean | null }
type Given = Target & Said & { rating: Rating }

/**
 * Written in two steps, of which one takes place, because a row that another click wrote meanwhile is seen by ON CONFLICT
 * only: `rated` returns it when it is new or has changed its mind, so the rating before is known without being read.
 */
const rate = rowStatement<Given, Found>(
  (value) => sql`
    with ${target(value)}, rated as (
      ${upsert(value)} where ${feedback.rating} <> excluded.${bare(feedback.rating)}
      returning ${feedback.rating}, ${feedback.ratedAt}, xmax = 0 as is_new
    ), kept as (${upsert(value, sql`where not exists (select from rated)`)} returning 1),
    steps as (
      select rating, rated_at, 1 as step from rated
      union all
      select case rating when 'good' then 'poor' else 'good' end, rated_at, -1 from rated where not is_new
    ), ${countSteps()}
    ${isFound}`,
)

const takeBack = rowStatement<Target, Found>(
  (value) => sql`
    with ${target(value)}, steps as (
      delete from ${feedback} using target
      where ${feedback.sessionId} = target.session_id and ${feedback.chatId} = target.chat_id
        and ${feedback.messageId} = target.id
      returning ${feedback.rating}, ${feedback.ratedAt}, -1 as step
    ), ${countSteps()}
    ${isFound}`,
)

/** Held on to, so that nothing is written beside a chat that is being deleted, or a message that is being removed. */
function target({ sessionId, chatId, messageId }: Placeholders<Target>): SQL {
  return sql`target as (
    select ${messages.sessionId}, ${messages.chatId}, ${messages.id} from ${messages}
    join ${chats} on ${chats.sessionId} = ${messages.sessionId} and ${chats.id} = ${messages.chatId}
    join ${sessions} on ${sessions.id} = ${chats.sessionId}
    where ${sessions.id} = ${sessionId} and ${chats.id} = ${chatId} and ${messages.id} = ${messageId}
      and ${messages.role} = 'assistant' and ${messages.body} is not null and ${liveSession()} and ${liveChat()}
    for key share of ${chats} for share of ${messages}
  )`
}

function upsert(value: Placeholders<Given>, condition = sql``): SQL {
  const { sessionId, chatId, messageId, rating, comment, shared, sharedAt, ratedAt } = feedback
  const isShared = sql`coalesce(${value.shared}::boolean, ${shared})`
  return sql`
    insert into ${into(feedback, "sessionId", "chatId", "messageId", "rating", "comment", "shared", "sharedAt")}
    select session_id, chat_id, id, ${value.rating}::text, ${value.comment}::bytea,
      coalesce(${value.shared}::boolean, false), case when ${value.shared}::boolean then now() end
    from target ${condition}
    on conflict (${bare(sessionId, chatId, messageId)}) do update set ${bare(rating)} = excluded.${bare(rating)},
      ${bare(comment)} = case when ${value.keepsComment}::boolean then ${comment} else excluded.${bare(comment)} end,
      ${bare(shared)} = ${isShared}, ${bare(sharedAt)} = case when ${isShared} then excluded.${bare(ratedAt)} end`
}

/** A rating is counted, and taken back, in the hour in which the reply was first rated. */
function countSteps(): SQL {
  const step: Count = { metric: "ratings", label: sql`rating`, value: sql`step`, at: sql`rated_at` }
  return sql`counted as (${countUsage("steps", [step])})`
}

type Found = { found: boolean }

const isFound = sql`select exists (select from target) as found`

/** Feedback as its owner sees it; a comment that does not open is null. */
export function toFeedback(
  session: KeyHolder,
  messageId: string,
  { rating, shared, comment }: FeedbackRow,
): Feedback | undefined {
  if (!rating) return undefined
  const words = comment && (open(session.key, commentAssociatedData(session, messageId), comment) ?? null)
  return { rating, shared: shared === true, ...(comment && { comment: words }) }
}
