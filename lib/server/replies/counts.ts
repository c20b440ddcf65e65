import "server-only"
import { sql } from "drizzle-orm"
import { chats } from "@/drizzle/schema/chats"
import { sessions } from "@/drizzle/schema/sessions"
import { statement } from "../db/statement"
import { adding } from "../limits/allowance"
import { BUILT_IN } from "../provider/built-in"
import { boundOf, type Count, countRow } from "../usage/counters"

/**
 * What is counted of each reply that ended: rows of `mine`, also of one that is not kept, as another has its id: it was paid for.
 */
export const COUNTS: Count[] = [
  { metric: "replies", label: sql`status` },
  { metric: "models", label: sql`model` },
  { metric: "failures", label: sql`failure`, value: sql`(failure is not null)::int` },
  { metric: "input_tokens", value: sql`input_tokens` },
  { metric: "output_tokens", value: sql`output_tokens` },
  {
    metric: "first_token_ms",
    label: boundOf(sql`first_token_ms`),
    value: sql`(first_token_ms is not null)::int`,
  },
  {
    metric: "reply_ms",
    label: boundOf(sql`extract(epoch from now() - started_at) * 1000`),
    value: sql`(status = 'complete')::int`,
  },
  { metric: "sourced_replies", value: sql`(sources is not null)::int` },
  {
    metric: "unanswered",
    label: sql`case when model = ${BUILT_IN} then 'evidence' else 'model' end`,
    value: sql`unanswered::int`,
  },
  {
    metric: "cited_documents",
    labels: sql`case when sources is not null then string_to_array(cited, ' ') end`,
  },
]

/** What a reply was paid for whose chat went while it was being written. */
type Unkept = {
  sessionId: string
  chatId: string
  inputTokens: number
  outputTokens: number
  isFree: boolean
}

/**
 * Counts the tokens of a reply that is not kept because its chat is gone, for its visitor, too; nothing where the chat is
 * there. What was reserved for it went with the chat.
 */
export const countUnkept = statement<Unkept, object>(
  (value) => sql`
    with unkept as (
      select ${value.inputTokens}::bigint as input_tokens, ${value.outputTokens}::bigint as output_tokens
      where not exists (
        select from ${chats} where ${chats.sessionId} = ${value.sessionId} and ${chats.id} = ${value.chatId}
      )
    ), settled as (
      update ${sessions} set ${adding(sql`input_tokens + output_tokens`)} from unkept
      where ${sessions.id} = ${value.sessionId} and not ${value.isFree}::boolean and ${sessions.day} is not null returning 1
    ) ${countRow("unkept", [
      { metric: "input_tokens", value: sql`input_tokens` },
      { metric: "output_tokens", value: sql`output_tokens` },
    ])}`,
)
