import "server-only"
import type { FailureCode, MessageStatus } from "@/lib/types"
import { bodyPlace } from "../crypto/associated-data"
import { seal } from "../crypto/seal"
import { arrayLiteral, Merger } from "../db/batch"
import { query } from "../db/client"
import { perProcess } from "../process"
import { boundOf, type Count, countRow, countUsage } from "../usage/counters"
import type { Lease } from "./lease"
import { noteReplies } from "./recent"

/**
 * How a reply ended. `tokens`: those of its text, as the context counts them; `inputTokens` and `outputTokens`: what the
 * provider read and wrote; `firstTokenMs`: milliseconds from the question to the first words, if there were any.
 */
export type Ending = {
  status: Exclude<MessageStatus, "running">
  failure?: FailureCode
  text: string
  tokens: number
  model: string
  inputTokens: number
  outputTokens: number
  firstTokenMs?: number
}

/** How long storing an ending is tried when the database is away, in milliseconds: an answer that was seen must not be lost. */
const STORE_WITHIN = 60_000

/**
 * Turns a running reply into a message, in one statement: sealed, whole and counted; its lease and journal are gone. True
 * when that is so, also when an earlier attempt did it and its answer was lost; false when the lease is somebody else's.
 */
export function complete(lease: Lease, ending: Ending): Promise<boolean> {
  return completing.add({ lease, ending })
}

type Item = { lease: Lease; ending: Ending }

const completing = perProcess("completing", () => new Merger(completeAll))

async function completeAll(items: Item[]): Promise<boolean[]> {
  const columns = columnsOf(items)
  const [text, values] =
    items.length === 1 ? [completeOne(), columns.flat()] : [completeMany(), columns.map(arrayLiteral)]
  const rows = await query(({ sql }) => sql.unsafe<{ id: string }[]>(text, values, { prepare: true }), {
    total: STORE_WITHIN,
  })
  const done = new Set(rows.map((row) => row.id))
  return Promise.all(items.map((item) => done.has(item.lease.messageId) || isStored(item)))
}

function columnsOf(items: Item[]): (string | number | null)[][] {
  return [
    items.map(({ lease }) => lease.session.id),
    items.map(({ lease }) => lease.chatId),
    items.map(({ lease }) => lease.epoch),
    items.map(({ lease }) => lease.messageId),
    items.map(({ ending }) => ending.status),
    items.map(({ ending }) => ending.failure ?? null),
    items.map(sealEnding),
    items.map(({ ending }) => ending.tokens),
    items.map(({ ending }) => Buffer.from(ending.model).toString("hex")),
    items.map(({ ending }) => ending.inputTokens),
    items.map(({ ending }) => ending.outputTokens),
    items.map(({ ending }) => ending.firstTokenMs ?? null),
  ]
}

function sealEnding({ lease: { session, messageId }, ending: { text } }: Item): string | null {
  const place = bodyPlace(session, { id: messageId, role: "assistant" })
  return text === "" ? null : seal(session.key, place, text).toString("hex")
}

/** Whether this very ending is stored already: an earlier attempt got through and its answer was lost. */
async function isStored({ lease, ending }: Item): Promise<boolean> {
  const rows = await query(
    ({ sql }) => sql`
      select from messages
      where session_id = ${lease.session.id} and id = ${lease.messageId} and status = ${ending.status}`,
  )
  return rows.length > 0
}

// Numbered by hand, as they run at every turn: see messages/insert-fast.ts. An id that is taken already can only be the visitor's own
// doing; the reply is then dropped, and the chat goes on.
const completeOne = () => `
  with mine as (
    delete from replies where session_id = $1 and chat_id = $2 and epoch = $3
    returning session_id, chat_id, $4::uuid as message_id, parent_id, position, started_at, $5::text as status, $6::text as failure,
      $7::text as body, $8::int as tokens, $9::text as model, $10::int as input_tokens, $11::int as output_tokens, $12::int as first_token_ms
  ), cleared as (
    delete from reply_journal where session_id = $1 and chat_id = $2 and exists (select from mine)
  ), ${stored(countRow)}
  select id from stored`

const completeMany = () => `
  with given as (
    select * from unnest(
      $1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::int[], $9::text[],
      $10::int[], $11::int[], $12::int[]
    ) as g (
      session_id, chat_id, epoch, message_id, status, failure, body, tokens, model, input_tokens, output_tokens, first_token_ms
    )
  ), mine as (
    delete from replies r using given g
    where r.session_id = g.session_id and r.chat_id = g.chat_id and r.epoch = g.epoch
    returning g.*, r.parent_id, r.position, r.started_at
  ), cleared as (
    delete from reply_journal j using mine where j.session_id = mine.session_id and j.chat_id = mine.chat_id
  ), ${stored(countUsage)}
  select id from stored`

/** Reads `mine`. */
const stored = (count: typeof countUsage) => `stored as (
    insert into messages (
      session_id, chat_id, id, parent_id, position, role, status, failure, body, tokens,
      model, input_tokens, output_tokens, first_token_ms, created_at
    )
    select session_id, chat_id, message_id, parent_id, position, 'assistant', status, failure, decode(body, 'hex'), tokens,
      convert_from(decode(model, 'hex'), 'utf8'), input_tokens, output_tokens, first_token_ms, started_at
    from mine on conflict do nothing
    returning id, status, failure, model, input_tokens, output_tokens, first_token_ms, created_at, completed_at
  ), noted as (${noteReplies("stored")}), counted as (${count("stored", COUNTS)})`

const COUNTS: Count[] = [
  { metric: "replies", label: "status" },
  { metric: "models", label: "model" },
  { metric: "failures", label: "failure", value: "(failure is not null)::int" },
  { metric: "input_tokens", value: "input_tokens" },
  { metric: "output_tokens", value: "output_tokens" },
  { metric: "first_token", label: boundOf("first_token_ms"), value: "(first_token_ms is not null)::int" },
  {
    metric: "reply_time",
    label: boundOf("extract(epoch from completed_at - created_at) * 1000"),
    value: "(status = 'complete')::int",
  },
]
