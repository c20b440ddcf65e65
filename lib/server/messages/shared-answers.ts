import "server-only"
import type { Rating, SharedAnswer } from "@/lib/types"
import { openKey } from "../crypto/master-keys"
import { query } from "../db/client"
import { endOfChat, liveChat, liveSession } from "../expiry/conditions-text"
import { dayOf } from "../usage/time-zone-text"
import { type FeedbackRow, toFeedback } from "./feedback"
import { openBody } from "./messages"

/** Newest first; `next` is the cursor of the following page, absent at the end. */
export type SharedPage = { answers: SharedAnswer[]; next?: string }

type Row = Required<FeedbackRow> & {
  rating: Rating
  model: string | null
  rated_at: Date
  readable_until: string
  cursor: string
  session_id: string
  key_id: string
  wrapped_key: Buffer
  answer_id: string
  answer: Buffer | null
  question_id: string | null
  question: Buffer | null
}

const PAGE = 50

/** The shared answers of live chats, 50 at a time. A made-up cursor reads as the first page. */
export async function listShared({ after }: { after?: string } = {}): Promise<SharedPage> {
  const rows = await sharedRows(after && CURSOR.test(after) ? after : null)
  const page = rows.slice(0, PAGE)
  return { answers: page.map(toAnswer), next: rows.length > PAGE ? page.at(-1)?.cursor : undefined }
}

const CURSOR = /^\d{1,17}$/

function sharedRows(after: string | null): Promise<Row[]> {
  return query(
    ({ sql }) => sql<Row[]>`
      select f.rating, f.shared, f.comment, f.rated_at, m.model, m.id as answer_id, m.body as answer,
        q.id as question_id, q.body as question, s.id as session_id, k.key_id, k.wrapped_key,
        ${sql.unsafe(dayOf(endOfChat("c", "s")))}::text as readable_until,
        (extract(epoch from f.shared_at) * 1000000)::bigint::text as cursor
      from feedback f
      join sessions s on s.id = f.session_id
      join session_keys k on k.session_id = s.id
      join chats c on c.session_id = s.id and c.id = f.chat_id
      join messages m on m.session_id = s.id and m.chat_id = c.id and m.id = f.message_id
      left join messages q on q.session_id = s.id and q.chat_id = c.id and q.id = m.parent_id
      where f.shared and ${sql.unsafe(`${liveSession("s")} and ${liveChat("c")}`)}
        and (${after}::bigint is null or f.shared_at < 'epoch'::timestamptz + ${after}::bigint * interval '1 microsecond')
      order by f.shared_at desc limit ${PAGE + 1}`,
  )
}

function toAnswer(row: Row): SharedAnswer {
  const key = openKey(row.key_id, row.session_id, row.wrapped_key)
  const session = key && { id: row.session_id, key }
  const comment = session && toFeedback(session, row.answer_id, row)?.comment
  return {
    cursor: row.cursor,
    question:
      session && row.question_id
        ? openBody(session, { id: row.question_id, role: "user", body: row.question })
        : undefined,
    answer: session && openBody(session, { id: row.answer_id, role: "assistant", body: row.answer }),
    comment: row.comment ? (comment ?? undefined) : "",
    rating: row.rating,
    model: row.model,
    ratedAt: row.rated_at.toISOString(),
    readableUntil: row.readable_until,
  }
}
