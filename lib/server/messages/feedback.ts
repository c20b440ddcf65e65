import "server-only"
import type { Sql } from "@/drizzle/client"
import { isBlank, storableProblem } from "@/lib/text"
import type { Feedback, Rating, Refusal } from "@/lib/types"
import { commentPlace } from "../crypto/associated-data"
import { open, seal } from "../crypto/seal"
import { query } from "../db/client"
import { liveChat, liveSession } from "../expiry/conditions-text"
import type { KeyHolder, Session } from "../sessions/session"
import { type Count, countUsage } from "../usage/counters-text"

/** What a visitor thinks of a reply; null takes it back. What is left out stays as it was: no comment, not shared at first. */
export type Opinion = {
  chatId: string
  messageId: string
  rating: Rating | null
  comment?: string
  shared?: boolean
}

/** Feedback as it lies beside its message; every column is null when there is none. */
export type FeedbackRow = { rating: Rating | null; shared: boolean | null; comment: Buffer | null }

const COMMENT_CHARACTERS = 2000

/** Why a comment cannot be kept: too long, or not storable. Undefined when it can. */
export function commentRefusal(comment: string): Refusal | undefined {
  if (comment.length > COMMENT_CHARACTERS) return { code: "too_long", message: TOO_LONG }
  if (storableProblem(comment)) return { code: "malformed", message: MALFORMED }
}

const TOO_LONG = `The comment is too long: ${COMMENT_CHARACTERS.toLocaleString("en")} characters fit. Shorten it, then try again.`

const MALFORMED =
  "The comment contains a character that cannot be stored (NUL or half a character). Remove it, then try again."

/**
 * Keeps what a visitor thinks of a stored reply of theirs, and counts it in the same statement: the counters are always
 * the ratings given, without those taken back or changed. False when there is no such reply with words in a live chat.
 */
export async function rateReply(session: Session, opinion: Opinion): Promise<boolean> {
  const { rating } = opinion
  const [row] = await query(
    ({ sql }) => sql<[{ found: boolean }]>`
      with ${target(sql, session, opinion)},
      ${rating ? given(sql, session, { ...opinion, rating }) : takenBack(sql)},
      counted as (${sql.unsafe(countUsage("steps", [STEP]))})
      select exists (select from target) as found`,
  )
  return row.found
}

/** A rating is counted, and taken back, in the hour in which the reply was first rated. */
const STEP: Count = { metric: "ratings", label: "rating", value: "step", at: "rated_at" }

/** Held on to, so that nothing is written beside a chat or a message that is being deleted. */
function target(sql: Sql, session: Session, { chatId, messageId }: Opinion) {
  return sql`target as (
    select m.session_id, m.chat_id, m.id from messages m
    join chats c on c.session_id = m.session_id and c.id = m.chat_id
    join sessions s on s.id = c.session_id
    where s.id = ${session.id} and c.id = ${chatId} and m.id = ${messageId} and m.role = 'assistant'
      and m.body is not null and ${sql.unsafe(`${liveSession("s")} and ${liveChat("c")}`)}
    for key share of c, m
  )`
}

/**
 * Written in two steps, of which one takes place, because a row that another click wrote meanwhile is seen by ON CONFLICT
 * only: `rated` returns it when it is new or has changed its mind, so the rating before is known without being read.
 */
function given(sql: Sql, session: Session, opinion: Opinion & { rating: Rating }) {
  return sql`
    rated as (
      ${upsert(sql, session, opinion, sql``)} where f.rating <> excluded.rating
      returning rating, rated_at, xmax = 0 as is_new
    ), kept as (${upsert(sql, session, opinion, sql`where not exists (select from rated)`)}),
    steps as (
      select rating, rated_at, 1 as step from rated
      union all
      select case rating when 'good' then 'poor' else 'good' end, rated_at, -1 from rated where not is_new
    )`
}

function upsert(sql: Sql, session: Session, opinion: Opinion, condition: ReturnType<Sql>) {
  const { messageId, rating, comment, shared } = opinion
  const words = comment === undefined || isBlank(comment) ? undefined : comment.trim()
  const sealed = words ? seal(session.key, commentPlace(session, messageId), words) : null
  return sql`
    insert into feedback as f (session_id, chat_id, message_id, rating, comment, shared, shared_at)
    select session_id, chat_id, id, ${rating}::text, ${sealed}::bytea, ${shared ?? false}::boolean,
      case when ${shared ?? false}::boolean then now() end from target
    ${condition}
    on conflict (session_id, chat_id, message_id) do update set rating = excluded.rating,
      comment = case when ${comment === undefined}::boolean then f.comment else excluded.comment end,
      shared = coalesce(${shared ?? null}::boolean, f.shared),
      shared_at = case when coalesce(${shared ?? null}::boolean, f.shared) then now() end`
}

function takenBack(sql: Sql) {
  return sql`steps as (
    delete from feedback f using target t
    where f.session_id = t.session_id and f.chat_id = t.chat_id and f.message_id = t.id
    returning f.rating, f.rated_at, -1 as step
  )`
}

/** Feedback as its owner sees it; a comment that does not open is null. */
export function toFeedback(
  session: KeyHolder,
  messageId: string,
  { rating, shared, comment }: FeedbackRow,
): Feedback | undefined {
  if (!rating) return undefined
  const words = comment && (open(session.key, commentPlace(session, messageId), comment) ?? null)
  return { rating, shared: shared === true, ...(comment && { comment: words }) }
}
