import "server-only"
import { eq, type SQL, type SQLWrapper, sql } from "drizzle-orm"
import { sessions } from "@/drizzle/schema/sessions"
import type { Left } from "@/lib/types"
import { bare, rowStatement } from "../db/statement"
import { dayOf, untilTomorrow } from "../usage/time-zone"

/*
 * What one visitor may still send: messages in an hour, counted from the first of them, and tokens on the operator's
 * calendar day. Both stand with the session and are taken in the statement that accepts a message, under a lock of that
 * row: so many at once never get more than there is.
 */

/** What is allowed, 0: without limit; and `reserve`: the tokens that one reply may need at most, 0 where they cost nothing. */
export type Allowance = { messagesPerHour: number; tokensPerDay: number; reserve: number }

/** The same as it stands in a statement. */
export type Asked = Record<keyof Allowance, SQLWrapper>

/** Which limit is reached. */
export type Limit = "messages" | "tokens"

/** What is used up. */
export type Used = { hourMessages: number; dayTokens: number }

const isInHour = sql`${sessions.hourEndsAt} > now()`

/** Columns of a session: what is used up at this moment. To be read from a row that is locked (`for no key update`). */
export function used(): SQL {
  return sql`
  case when ${isInHour} then ${sessions.hourMessages} else 0 end as hour_messages,
  case when ${isInHour} then ${sessions.hourEndsAt} else now() + interval '1 hour' end as hour_ends_at,
  case when ${sessions.day} = ${today()} then ${sessions.dayTokens} else 0 end as day_tokens`
}

function today(): SQL {
  return dayOf(sql`now()`)
}

/** The limit that one message more would pass, by the columns of `used`; null: there is room for it. */
export function limitReached({ messagesPerHour, tokensPerDay, reserve }: Asked): SQL<Limit | null> {
  return sql`case
    when ${messagesPerHour} > 0 and hour_messages >= ${messagesPerHour} then 'messages'
    when ${tokensPerDay} > 0 and ${reserve} > 0 and day_tokens + ${reserve} > ${tokensPerDay} then 'tokens' end`
}

/** An UPDATE that takes one message from what `source` has the columns of `used` of: `session`, accepted in this statement. */
export function take(
  source: string,
  session: SQLWrapper,
  { messagesPerHour, tokensPerDay, reserve }: Asked,
): SQL {
  return sql`
    update ${sessions} set ${bare(sessions.hourMessages)} = taken.hour_messages + 1,
      ${bare(sessions.hourEndsAt)} = taken.hour_ends_at,
      ${bare(sessions.dayTokens)} = taken.day_tokens + ${reserve}, ${bare(sessions.day)} = ${today()}
    from ${sql.identifier(source)} as taken
    where ${sessions.id} = ${session} and (${messagesPerHour} > 0 or ${tokensPerDay} > 0) returning 1`
}

/**
 * An UPDATE that puts the tokens that replies were paid for in the place of those that were reserved. `source`: rows with
 * `session_id`, `reserved`, `started_at` and `spent`.
 */
export function settleReserved(source: string): SQL {
  const sofar = sql`case when ${sessions.day} = ${today()} then ${sessions.dayTokens} else 0 end`
  return sql`
    update ${sessions} set ${bare(sessions.dayTokens)} = greatest(0, ${sofar} + ended.more), ${bare(sessions.day)} = ${today()}
    from (
      select session_id, sum(spent - case when ${dayOf(sql`started_at`)} = ${today()} then reserved else 0 end)::int as more
      from ${sql.identifier(source)} where reserved > 0 group by session_id order by session_id
    ) as ended
    where ${sessions.id} = ended.session_id returning 1`
}

/** So few answers are left that the visitor is told. */
const FEW = 5

/** Whether so much is used up that the visitor is to be told what is left. */
export function isLow(use: Used, allowance: Allowance): boolean {
  return Math.min(...answersLeft(use, allowance)) <= FEW
}

/** What a visitor has left, when that is little. */
export async function findLeft({ id }: { id: string }, allowance: Allowance): Promise<Left | undefined> {
  if (allowance.messagesPerHour === 0 && allowance.tokensPerDay === 0) return undefined
  const use = await find({ id })
  const [inHour, onDay] = answersLeft(use, allowance)
  const answers = Math.min(inHour, onDay)
  if (answers > FEW) return undefined
  const [per, seconds] =
    onDay <= inHour ? (["day", use.tomorrow] as const) : (["hour", use.restOfHour] as const)
  return { answers, per, seconds }
}

function answersLeft(
  { hourMessages, dayTokens }: Used,
  { messagesPerHour, tokensPerDay, reserve }: Allowance,
): [inHour: number, onDay: number] {
  const inHour = messagesPerHour > 0 ? messagesPerHour - hourMessages : Number.POSITIVE_INFINITY
  const isCounted = tokensPerDay > 0 && reserve > 0
  const onDay = isCounted ? Math.floor((tokensPerDay - dayTokens) / reserve) : Number.POSITIVE_INFINITY
  return [Math.max(0, inHour), Math.max(0, onDay)]
}

const find = rowStatement<{ id: string }, Used & { restOfHour: number; tomorrow: number }>(
  (value) => sql`
    select coalesce(hour_messages, 0) as "hourMessages", coalesce(day_tokens, 0) as "dayTokens",
      coalesce(extract(epoch from hour_ends_at - now()), 3600)::float as "restOfHour", ${untilTomorrow()} as tomorrow
    from (select) as once left join (select ${used()} from ${sessions} where ${eq(sessions.id, value.id)}) as mine on true`,
)
