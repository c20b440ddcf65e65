import "server-only"
import { and, eq, sql } from "drizzle-orm"
import { messages } from "@/drizzle/schema/messages"
import { replies, replyJournal } from "@/drizzle/schema/replies"
import type { FailureCode, MessageStatus, Source } from "@/lib/types"
import { bodyAssociatedData } from "../crypto/associated-data"
import { seal } from "../crypto/seal"
import { Batch } from "../db/batch"
import { batchStatement } from "../db/batch-statement"
import { query } from "../db/client"
import { into, type Row } from "../db/statement"
import { settleReserved } from "../limits/allowance"
import { perProcess } from "../process"
import { BUILT_IN } from "../provider/built-in"
import { log } from "../telemetry/log"
import { countRow, countUsage } from "../usage/counters"
import { noteReplies } from "../usage/recent-replies"
import { COUNTS, countUnkept } from "./counts"
import type { Lease } from "./lease"
import { documentsOf, sealSources } from "./sources"

/**
 * How a reply ended. `tokens`: those of its text, as the context counts them; `inputTokens` and `outputTokens`: what the
 * provider read and wrote; `firstTokenMs`: milliseconds from the question to the first words, if there were any; `sources`:
 * the passages its text cites; `unanswered`: the documents hold nothing about the question.
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
  sources?: Source[]
  unanswered?: boolean
}

/** How long storing an ending is tried when the database is away, in milliseconds: an answer that was seen must not be lost. */
const STORE_WITHIN = 60_000

/**
 * Turns a running reply into a message, in one statement: sealed, whole and counted; its lease and journal are gone. True
 * when that is so, also when an earlier try did it and its answer was lost; false when the lease is another process's.
 */
export function finishReply(lease: Lease, ending: Ending): Promise<boolean> {
  return finishing.add({ lease, ending })
}

type Item = { lease: Lease; ending: Ending }

const finishing = perProcess("finishing", () => new Batch(finishAll))

async function finishAll(items: Item[], isShared: boolean): Promise<boolean[]> {
  const rows = await store(items.map(toGiven), { total: STORE_WITHIN, isShared })
  const done = new Set(rows.map((row) => row.id))
  return Promise.all(items.map((item) => done.has(item.lease.messageId) || settle(item).catch(unknown)))
}

/** It cannot be found out now; the others of its statement are stored. */
function unknown(error: unknown): false {
  log().error({ error }, "whether a reply is stored is not known")
  return false
}

/** Whether it is stored all the same. What was written for a chat that is gone was paid for, and is counted. */
async function settle(item: Item): Promise<boolean> {
  if (await isStored(item)) return true
  const { lease, ending } = item
  const { inputTokens, outputTokens, model } = ending
  const isFree = model === BUILT_IN
  await countUnkept({ sessionId: lease.session.id, chatId: lease.chatId, inputTokens, outputTokens, isFree })
  return false
}

function toGiven({ lease: { session, chatId, epoch, messageId }, ending }: Item) {
  const associatedData = bodyAssociatedData(session, { id: messageId, role: "assistant" })
  return {
    session_id: session.id,
    chat_id: chatId,
    epoch,
    message_id: messageId,
    status: ending.status,
    failure: ending.failure ?? null,
    body: ending.text === "" ? null : seal(session.key, associatedData, ending.text).toString("hex"),
    tokens: ending.tokens,
    model: Buffer.from(ending.model).toString("hex"),
    input_tokens: ending.inputTokens,
    output_tokens: ending.outputTokens,
    first_token_ms: ending.firstTokenMs ?? null,
    sources: sealSources(session, messageId, ending.sources)?.toString("hex") ?? null,
    cited: documentsOf(ending.sources),
    unanswered: ending.unanswered ?? false,
  }
}

/** Whether this very ending is stored already: an earlier try got through and its answer was lost. */
async function isStored({ lease, ending }: Item): Promise<boolean> {
  const found = await query(({ db }) =>
    db
      .select({ id: messages.id })
      .from(messages)
      .where(
        and(
          eq(messages.sessionId, lease.session.id),
          eq(messages.id, lease.messageId),
          eq(messages.status, ending.status),
        ),
      ),
  )
  return found.length > 0
}

// An id that is taken already can only be the visitor's own doing; the reply is then dropped, and the chat goes on.
const store = batchStatement<keyof ReturnType<typeof toGiven>, Row<typeof messages, "id">>(
  {
    session_id: "uuid",
    chat_id: "uuid",
    epoch: "uuid",
    message_id: "uuid",
    status: "text",
    failure: "text",
    body: "bytea",
    tokens: "int",
    model: "words",
    input_tokens: "int",
    output_tokens: "int",
    first_token_ms: "int",
    sources: "bytea",
    cited: "text",
    unanswered: "bool",
  },
  (isOne) => sql`
    mine as (
      delete from ${replies} using given
      where ${replies.sessionId} = given.session_id and ${replies.chatId} = given.chat_id and ${replies.epoch} = given.epoch
      returning given.*, ${replies.parentId}, ${replies.branch}, ${replies.branchedFrom}, ${replies.position}, ${replies.startedAt}, ${replies.reserved},
        case when model = ${BUILT_IN} then 0 else input_tokens::bigint + output_tokens end as spent
    ), settled as (${settleReserved("mine", isOne)}), cleared as (
      delete from ${replyJournal} using mine
      where ${replyJournal.sessionId} = mine.session_id and ${replyJournal.chatId} = mine.chat_id returning 1
    ), stored as (
      insert into ${into(messages, ...STORED)}
      select session_id, chat_id, message_id, parent_id, branch, branched_from, position, 'assistant', status, failure, body, tokens,
        model, input_tokens, output_tokens, first_token_ms, sources, unanswered, started_at
      from mine on conflict do nothing
      returning ${messages.id}, ${messages.status}, ${messages.failure}, ${messages.firstTokenMs}, ${messages.createdAt},
        ${messages.completedAt}
    ), noted as (${noteReplies("stored")}), counted as (${(isOne ? countRow : countUsage)("mine", COUNTS)})
    select id from stored`,
)

const STORED = [
  "sessionId",
  "chatId",
  "id",
  "parentId",
  "branch",
  "branchedFrom",
  "position",
  "role",
  "status",
  "failure",
  "body",
  "tokens",
  "model",
  "inputTokens",
  "outputTokens",
  "firstTokenMs",
  "sources",
  "unanswered",
  "createdAt",
] as const
