import "server-only"
import { type SQL, type SQLWrapper, sql } from "drizzle-orm"
import { replies } from "@/drizzle/schema/replies"
import { sessions } from "@/drizzle/schema/sessions"
import { summaries } from "@/drizzle/schema/summaries"
import type { Left } from "@/lib/types"
import { bare, rowStatement } from "../db/statement"
import { dayOf, untilTomorrow } from "../usage/time-zone"

/*
 * What one visitor may still send: messages in an hour, counted from the first of them, and tokens on the operator's
 * calendar day. Both stand with the session and are taken in the statement that accepts a message, while no other changes
 * that row: so many at once never get more than there is.
 */

/** What is allowed, 0: without limit; and `reserve`: the tokens that one reply may need at most, 0 where they cost nothing. */
export type Allowance = { messagesPerHour: number; tokensPerDay: number; reserve: number }

/** The same as it stands in a statement. */
export type Asked = Record<keyof Allowance, SQLWrapper>

/** Which limit is reached. */
export type Limit = "messages" | "tokens"

/** What is used up; null where nothing is counted. */
export type Used = { hourMessages: number | null; dayTokens: number | null }
const isInHour = sql`${sessions.hourEndsAt} > now()`

function today(): SQL {
  return dayOf(sql`now()`)
}

/** What is used up at this moment, by the columns of a session. */
function use() {
  return {
    hourMessages: sql`case when ${isInHour} then ${sessions.hourMessages} else 0 end`,
    dayTokens: sql`case when ${sessions.day} = ${today()} then ${sessions.dayTokens} else 0 end::bigint`,
  }
}

/**
 * The limit of a session that one message more would pass; null: there is room for it. The first answer of a day there always
 * is, also where the longest one would take more than a day has: else nobody were ever answered.
 */
export function limitReached({ messagesPerHour, tokensPerDay, reserve }: Asked): SQL<Limit | null> {
  const { hourMessages, dayTokens } = use()
  return sql`case
    when ${messagesPerHour} > 0 and ${hourMessages} >= ${messagesPerHour} then 'messages'
    when ${tokensPerDay} > 0 and ${reserve} > 0 and ${dayTokens} > 0 and ${dayTokens} + ${reserve} > ${tokensPerDay}
      then 'tokens' end`
}

/** Whether so many tokens more are within the day of a session. */
export function hasRoomFor(tokens: SQLWrapper, tokensPerDay: SQLWrapper): SQL<boolean> {
  return sql`(${tokensPerDay} = 0 or ${use().dayTokens} + ${tokens} <= ${tokensPerDay})`
}

/** What one message takes of the limits of its session: assignments of an UPDATE. */
export function taking({ reserve }: Asked): SQL {
  const { hourMessages } = use()
  return sql`
    ${bare(sessions.hourMessages)} = ${hourMessages} + 1,
    ${bare(sessions.hourEndsAt)} = case when ${isInHour} then ${sessions.hourEndsAt} else now() + interval '1 hour' end,
    ${adding(reserve)}`
}

/** Adds tokens to those of the day, or takes some off: assignments of an UPDATE. */
export function adding(tokens: SQLWrapper): SQL {
  const sum = sql`least(${MOST}, greatest(0, ${use().dayTokens} + ${tokens}))::int`
  return sql`${bare(sessions.dayTokens)} = ${sum}, ${bare(sessions.day)} = ${today()}`
}

/** What the column holds: a provider may say any number. */
const MOST = 2_147_483_647

/** Whether there is a limit at all: without one nothing is counted. */
export function isLimited({ messagesPerHour, tokensPerDay }: Allowance): boolean {
  return messagesPerHour > 0 || tokensPerDay > 0
}

/**
 * An UPDATE that puts the tokens that replies were paid for in the place of those that were reserved. `source`: rows with
 * `session_id`, `reserved`, `started_at` and `spent`; `isOne`: there is only one, and nothing to be added up.
 */
export function settleReserved(source: string, isOne: boolean): SQL {
  const more = sql`spent - case when ${dayOf(sql`started_at`)} = ${today()} then reserved else 0 end`
  const rows = sql`from ${sql.identifier(source)} where reserved > 0`
  const ended = isOne
    ? sql`select session_id, ${more} as more ${rows}`
    : sql`select session_id, sum(${more})::bigint as more ${rows} group by session_id order by session_id`
  return sql`
    update ${sessions} set ${adding(sql`ended.more`)}
    from (${ended}) as ended where ${sessions.id} = ended.session_id returning 1`
}

/** So few answers are left that the visitor is told. */
const FEW = 5

/** Whether so much is used up that the visitor is to be told what is left. */
export function isLow(use: Used, allowance: Allowance): boolean {
  return Math.min(...answersLeft(use, allowance)) <= FEW
}

/** What a visitor has left, when that is little; what running replies and summaries may still need counts as not yet used. */
export async function findLeft(session: { id: string }, allowance: Allowance): Promise<Left | undefined> {
  if (!isLimited(allowance)) return undefined
  const { restOfHour, tomorrow, ...use } = await find({ id: session.id })
  const [inHour, onDay] = answersLeft(use, allowance)
  const answers = Math.min(inHour, onDay)
  if (answers > FEW) return undefined
  return onDay <= inHour
    ? { answers, per: "day", seconds: tomorrow }
    : { answers, per: "hour", seconds: restOfHour }
}

/** Seconds until a limit that is reached leaves room again; 0: as soon as the visitor's running replies have ended. */
export async function findEnd(session: { id: string }, limit: Limit, allowance: Allowance): Promise<number> {
  const { restOfHour, tomorrow, ...use } = await find({ id: session.id })
  if (limit === "messages") return restOfHour
  return answersLeft(use, allowance)[1] > 0 ? 0 : tomorrow
}

function answersLeft(
  { hourMessages, dayTokens }: Used,
  { messagesPerHour, tokensPerDay, reserve }: Allowance,
): [inHour: number, onDay: number] {
  const inHour = messagesPerHour > 0 ? messagesPerHour - (hourMessages ?? 0) : Number.POSITIVE_INFINITY
  const isCounted = tokensPerDay > 0 && reserve > 0
  const onDay = isCounted ? Math.floor((tokensPerDay - (dayTokens ?? 0)) / reserve) : Number.POSITIVE_INFINITY
  // The first of a day there always is.
  return [Math.max(0, inHour), Math.max(dayTokens === 0 ? 1 : 0, onDay)]
}

const find = rowStatement<{ id: string }, Used & { restOfHour: number; tomorrow: number }>((value) => {
  const { hourMessages, dayTokens } = use()
  const restOfHour = sql`case when ${isInHour} then extract(epoch from ${sessions.hourEndsAt} - now()) end`
  const running = sql`
    select coalesce(sum(each.reserved), 0) from (
      select ${replies.reserved} from ${replies}
      where ${replies.sessionId} = ${sessions.id} and ${dayOf(replies.startedAt)} = ${today()}
      union all
      select ${summaries.reserved} from ${summaries}
      where ${summaries.sessionId} = ${sessions.id} and ${summaries.body} is null and ${dayOf(summaries.startedAt)} = ${today()}
    ) as each`
  return sql`
    select used.messages as "hourMessages", used.tokens as "dayTokens",
      coalesce(used.rest, 3600)::float as "restOfHour", ${untilTomorrow()} as tomorrow
    from (select) as once left join (
      select ${hourMessages} as messages, greatest(0, ${dayTokens} - (${running}))::int as tokens, ${restOfHour} as rest
      from ${sessions} where ${sessions.id} = ${value.id}
    ) as used on true`
})
