import "server-only"
import { randomUUID } from "node:crypto"
import { type SQL, sql } from "drizzle-orm"
import { chats } from "@/drizzle/schema/chats"
import { sessions } from "@/drizzle/schema/sessions"
import { summaries } from "@/drizzle/schema/summaries"
import { summaryAssociatedData } from "../crypto/associated-data"
import { seal } from "../crypto/seal"
import { bare, into, type Placeholders, statement } from "../db/statement"
import { isLive } from "../expiry/conditions"
import { type Allowance, adding, limitReached, settleReserved } from "../limits/allowance"
import { stretches } from "../messages/branches"
import type { Usage } from "../provider/said"
import type { KeyHolder } from "../sessions/session"
import { countRow } from "../usage/counters"

/** Seconds in which a summary is written; after it what was reserved for it is free again. */
export const LEASE = 100

/** The right to write the summary of a chat up to the message at a place. */
export type SummaryLease = {
  session: KeyHolder
  chatId: string
  branch: number
  position: number
  epoch: string
}

/** The chat whose part up to `position` is to be summarised, as it stood at this revision. */
type Wanted = { session: KeyHolder; chatId: string; revision: number; position: number }

/**
 * Begins a summary, and takes from its visitor's limit what it may need. Undefined when the chat is not what it was, another
 * process is at it, or there is too little left.
 */
export async function beginSummary(
  { session, chatId, revision, position }: Wanted,
  { tokensPerDay, reserve }: Allowance,
): Promise<SummaryLease | undefined> {
  const epoch = randomUUID()
  await freeLostSummaries(session)
  const given = { sessionId: session.id, chatId, revision, position, epoch, tokensPerDay, reserve }
  const [begun] = await begin(given)
  return begun && { session, chatId, branch: begun.branch, position, epoch }
}

type Given = {
  sessionId: string
  chatId: string
  revision: number
  position: number
  epoch: string
  tokensPerDay: number
  reserve: number
}

/** The session is locked first: so many at once never reserve more than there is. */
const begin = statement<Given, { branch: number }>((value) => {
  const { sessionId, chatId, position, reserve } = value
  const limits = {
    messagesPerHour: sql`0`,
    tokensPerDay: sql`${value.tokensPerDay}::int`,
    reserve: sql`${reserve}::int`,
  }
  return sql`
    with ${stretches(value)}, payer as (
      select ${sessions.id} from ${sessions}
      where ${sessions.id} = ${sessionId} and ${limitReached(limits)} is null and ${isLive(sessionId, chatId)}
      for no key update
    ), begun as (
      insert into ${into(summaries, "sessionId", "chatId", "branch", "position", "epoch", "leaseUntil", "reserved")}
      select payer.id, ${chats.id}, stretches.branch, ${position}::int, ${value.epoch}::uuid,
        now() + make_interval(secs => ${LEASE}), ${reserve}::int
      from payer join ${chats} on ${chats.sessionId} = payer.id and ${chats.id} = ${chatId}
        and ${chats.revision} = ${value.revision}
      join stretches on ${position}::int >= start and ${position}::int < stop
      where not exists (select from ${summaries} where ${isBeingWritten(value)})
      on conflict do nothing returning ${summaries.branch}
    ), taken as (
      update ${sessions} set ${adding(sql`${reserve}::int`)} from begun
      where ${sessions.id} = ${sessionId} and ${reserve}::int > 0 returning 1
    ) select branch from begun`
})

function isBeingWritten({ sessionId, chatId }: Placeholders<{ sessionId: string; chatId: string }>): SQL {
  return sql`${summaries.sessionId} = ${sessionId} and ${summaries.chatId} = ${chatId} and ${summaries.body} is null`
}

/** What became of a summary; without `text` none was written. `tokens`: of the text. */
export type Written = { text?: string; tokens: number; model: string; usage: Usage }

/**
 * Stores a summary, or gives it up: in one statement with what it was paid for, which is counted also where what it sums up is
 * gone meanwhile. True when it is stored.
 */
export async function endSummary(lease: SummaryLease, written: Written): Promise<boolean> {
  const { session, chatId, epoch } = lease
  const { text, tokens, model, usage } = written
  const paid = { sessionId: session.id, chatId, epoch, ...usage }
  if (!text) {
    await drop(paid)
    return false
  }
  const body = seal(session.key, summaryAssociatedData(session, lease), text)
  return (await store({ ...paid, body, tokens, model })).length > 0
}

type Paid = { sessionId: string; chatId: string; epoch: string } & Usage

const store = statement<Paid & { body: Uint8Array; tokens: number; model: string }, object>(
  (value) => sql`
    with ended as (
      update ${summaries} set ${bare(summaries.body)} = ${value.body}::bytea, ${bare(summaries.tokens)} = ${value.tokens}::int,
        ${bare(summaries.model)} = ${value.model}::text
      where ${isBeingWritten(value)} and ${summaries.epoch} = ${value.epoch} and ${isLive(value.sessionId, value.chatId)}
      returning ${reserved}
    ), ${settled(value, "1")} select 1 from ended`,
)

const drop = statement<Paid, object>(
  (value) => sql`
    with ended as (
      delete from ${summaries} where ${isBeingWritten(value)} and ${summaries.epoch} = ${value.epoch} returning ${reserved}
    ), ${settled(value, "0")} select 1 from ended`,
)

const reserved = sql`${summaries.sessionId}, ${summaries.reserved}, ${summaries.startedAt}`

/**
 * What a summary was paid for, in the place of what was reserved for it, and in the counters; once, also where the answer to an
 * earlier try was lost.
 */
function settled(value: Placeholders<Paid>, written: "1" | "0"): SQL {
  const spent = sql`(${value.inputTokens}::bigint + ${value.outputTokens}::bigint)`
  return sql`
    paid as (
      select ${value.inputTokens}::bigint as input_tokens, ${value.outputTokens}::bigint as output_tokens
      where not exists (
        select from ${summaries} where ${summaries.sessionId} = ${value.sessionId} and ${summaries.chatId} = ${value.chatId}
          and ${summaries.epoch} = ${value.epoch} and ${summaries.body} is not null
      )
    ), reserving as (select ended.*, ${spent} as spent from ended), settled as (${settleReserved("reserving", true)}),
    unreserved as (
      update ${sessions} set ${adding(spent)} from paid
      where ${sessions.id} = ${value.sessionId} and ${sessions.day} is not null and not exists (select from ended) returning 1
    ), counted as (${countRow("paid", [
      { metric: "summaries", value: sql`(select count(*) from ended) * ${sql.raw(written)}` },
      { metric: "input_tokens", value: sql`input_tokens` },
      { metric: "output_tokens", value: sql`output_tokens` },
    ])})`
}

/** Gives back what was reserved for summaries of a visitor that are being written no more. True when there were any. */
export async function freeLostSummaries(session: { id: string }): Promise<boolean> {
  return (await freeOf({ sessionId: session.id })).length > 0
}

/** The same for all visitors. Part of a cleanup. */
export async function freeAllLostSummaries(): Promise<void> {
  await freeAll({})
}

const freeOf = statement<{ sessionId: string }, object>((value) =>
  freeLost(sql`${summaries.sessionId} = ${value.sessionId}`),
)
const freeAll = statement<Record<never, never>, object>(() => freeLost(sql`true`))

function freeLost(whose: SQL): SQL {
  return sql`
    with lost as (
      delete from ${summaries} where ${whose} and ${summaries.body} is null and ${summaries.leaseUntil} <= now()
      returning ${reserved}, 0 as spent
    ), settled as (${settleReserved("lost", false)}) select 1 from lost`
}

/**
 * Parts of a WITH: deletes the summaries of a chat that tell what was said at a position or later, as `source` names it with
 * `session_id`, `chat_id` and `position`, and gives back what was reserved for those that are being written.
 */
export function dropSummaries(source: string): SQL {
  const from = sql.identifier(source)
  return sql`
    dropped as (
      delete from ${summaries} using ${from}
      where ${summaries.sessionId} = ${from}.session_id and ${summaries.chatId} = ${from}.chat_id
        and ${summaries.position} >= ${from}.position
      returning ${reserved}, ${summaries.body} is null as is_open
    ), given_up as (select *, 0 as spent from dropped where is_open), given_back as (${settleReserved("given_up", false)})`
}
