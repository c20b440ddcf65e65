import "server-only"
import { sql } from "drizzle-orm"
import { chats } from "@/drizzle/schema/chats"
import { statement } from "../db/statement"
import { BUILT_IN } from "../provider/built-in"
import { boundOf, type Count, countRow } from "../usage/counters"

/** What is counted of each reply that is stored: rows of `stored`, with the documents they cite in `mine`. */
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
    label: boundOf(sql`extract(epoch from completed_at - created_at) * 1000`),
    value: sql`(status = 'complete')::int`,
  },
  { metric: "sourced_replies", value: sql`sourced::int` },
  {
    metric: "unanswered",
    label: sql`case when model = ${BUILT_IN} then 'evidence' else 'model' end`,
    value: sql`unanswered::int`,
  },
  {
    metric: "cited_documents",
    labels: sql`case when sourced then string_to_array((select cited from mine where message_id = stored.id), ' ') end`,
  },
]

/** What a reply was paid for whose chat went while it was being written. */
type Unkept = { sessionId: string; chatId: string; inputTokens: number; outputTokens: number }

/** Counts the tokens of a reply that is not kept because its chat is gone; nothing where the chat is there. */
export const countUnkept = statement<Unkept, object>(
  (value) => sql`
    with unkept as (
      select ${value.inputTokens}::int as input_tokens, ${value.outputTokens}::int as output_tokens
      where not exists (
        select from ${chats} where ${chats.sessionId} = ${value.sessionId} and ${chats.id} = ${value.chatId}
      )
    ) ${countRow("unkept", [
      { metric: "input_tokens", value: sql`input_tokens` },
      { metric: "output_tokens", value: sql`output_tokens` },
    ])}`,
)
