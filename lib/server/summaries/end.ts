import "server-only"
import { sql } from "drizzle-orm"
import { chats } from "@/drizzle/schema/chats"
import { sessions } from "@/drizzle/schema/sessions"
import { summaries } from "@/drizzle/schema/summaries"
import { summaryAssociatedData } from "../crypto/associated-data"
import { seal } from "../crypto/seal"
import { bare, statement } from "../db/statement"
import { isLive } from "../expiry/conditions"
import { settleReserved } from "../limits/allowance"
import type { Usage } from "../provider/said"
import { countUnkept } from "../replies/counts"
import { countRow } from "../usage/counters"
import { isOpen, type SummaryLease } from "./lease"

/** Milliseconds for which storing is tried when the database is away: it was paid for. Part of the lease. */
export const STORE_WITHIN = 30_000

/** Seconds until what could not be summed up is tried again, twice as many after each failure, and the most of them. */
const AGAIN = { first: 600, most: 86_400 }

/** What became of a summary; without `text` none was written. `tokens`: of the text. */
export type Written = { text?: string; tokens: number; model: string; usage: Usage }

/**
 * Stores a summary, or notes that it failed: in one statement with what it was paid for, which is counted once, and also where
 * something in it was forgotten meanwhile, or its chat is gone. True when it is stored.
 */
export async function endSummary(lease: SummaryLease, written: Written): Promise<boolean> {
  const { session, chatId, epoch } = lease
  const { text, tokens, model, usage } = written
  const body = text ? seal(session.key, summaryAssociatedData(session, lease), text) : null
  const given = { sessionId: session.id, chatId, epoch, body, tokens, model, ...usage }
  const [ended] = await end(given, { total: STORE_WITHIN })
  if (!ended) await countUnkept({ sessionId: session.id, chatId, ...usage, isFree: false })
  return ended?.isStored ?? false
}

type Ended = { sessionId: string; chatId: string; epoch: string; body: Uint8Array | null } & Usage & {
    tokens: number
    model: string
  }

/** The chat is locked, so that nothing in it is forgotten in the same moment; its session before it, as by every message. */
const end = statement<Ended, { isStored: boolean }>((value) => {
  const isMine = sql`${isOpen(value)} and ${summaries.epoch} = ${value.epoch}`
  const isWhole = sql`${value.body}::bytea is not null and ${summaries.forgotten} = chat.forgotten`
  const spent = sql`(${value.inputTokens}::bigint + ${value.outputTokens}::bigint)`
  const again = sql`least(${AGAIN.most}, ${AGAIN.first} * 2 ^ least(${summaries.failures}, 10))`
  return sql`
    with payer as (
      select ${sessions.id} from ${sessions} where ${sessions.id} = ${value.sessionId} for no key update
    ), chat as (
      select ${chats.forgotten} from payer join ${chats} on ${chats.sessionId} = payer.id and ${chats.id} = ${value.chatId}
      where ${isLive(value.sessionId, value.chatId)} for share of ${chats}
    ), before as (
      select ${summaries.sessionId}, ${summaries.chatId}, ${summaries.branch}, ${summaries.position}, ${summaries.reserved},
        ${summaries.startedAt}, ${isWhole} as is_whole, ${spent} as spent
      from ${summaries}, chat where ${isMine} for update of ${summaries}
    ), ended as (
      update ${summaries} set ${bare(summaries.body)} = case when is_whole then ${value.body}::bytea end,
        ${bare(summaries.tokens)} = ${value.tokens}::int, ${bare(summaries.model)} = ${value.model}::text, ${bare(summaries.reserved)} = 0,
        ${bare(summaries.failures)} = ${summaries.failures} + (not is_whole)::int, ${bare(summaries.epoch)} = gen_random_uuid(),
        ${bare(summaries.leaseUntil)} = now() + make_interval(secs => case when ${value.body}::bytea is null then ${again} else 0 end)
      from before where ${summaries.sessionId} = before.session_id and ${summaries.chatId} = before.chat_id
        and ${summaries.branch} = before.branch and ${summaries.position} = before.position
      returning ${summaries.body} is not null as is_stored
    ), settled as (${settleReserved("before", true)}), counted as (${countRow("before", [
      { metric: "summaries", value: sql`is_whole::int` },
      { metric: "input_tokens", value: sql`${value.inputTokens}::bigint` },
      { metric: "output_tokens", value: sql`${value.outputTokens}::bigint` },
    ])})
    select is_stored as "isStored" from ended`
})
