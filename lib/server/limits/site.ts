import "server-only"
import { lte, type SQL, sql } from "drizzle-orm"
import { siteBudget, siteLeases } from "@/drizzle/schema/limits"
import { usage } from "@/drizzle/schema/usage"
import { query } from "../db/client"
import { bare, into, rowStatement } from "../db/statement"
import { dayOf, inZone, untilTomorrow } from "../usage/time-zone"

/*
 * What the whole site may spend on the operator's calendar day. What was spent stands in the counters of `usage`; what
 * running replies may still need, and a few to come, is leased to their processes. So no message waits for a row that all
 * of them need, and both together never exceed the limit.
 */

/** What the site may spend a day, 0: without limit: tokens, and money in the currency of the prices. */
export type SiteLimits = { tokensPerDay: number; costPerDay: number }

/** What one reply may need at most, in tokens; prices per million tokens. */
export type Most = { inputTokens: number; outputTokens: number; inputPrice: number; outputPrice: number }

/** Seconds for which a lease holds, and the share of what is left of which it takes no more: others answer, too. */
export const LEASE = 60
const SHARE = 4

/** Whether the day of the site has a limit at all. */
export function isLimited({ tokensPerDay, costPerDay }: SiteLimits): boolean {
  return tokensPerDay > 0 || costPerDay > 0
}

/** `ahead`: replies it may begin besides those that run; `tomorrow`: seconds until the next day. */
export type Renewed = { ahead: number; tomorrow: number }

type Given = { processId: string; running: number; wanted: number } & SiteLimits & Most

/**
 * Renews the lease of a process: its `running` replies, and of those `wanted` besides as many as there is enough for. Everything
 * is read at one moment; not `isDone` when anybody's lease has changed since.
 */
export const renewLease = rowStatement<Given, Renewed & { isDone: boolean }>((value) => {
  const { processId, inputTokens, outputTokens, leaseUntil } = siteLeases
  const price = (input: SQL, output: SQL) =>
    sql`(${input} * ${value.inputPrice}::float8 + ${output} * ${value.outputPrice}::float8) / 1000000`
  return sql`
    with before as (
      select (select ${siteBudget.round} from ${siteBudget}) as round
    ), counted as (
      select coalesce(sum(${usage.value}) filter (where ${usage.metric} = 'input_tokens'), 0)::float8 as input,
        coalesce(sum(${usage.value}) filter (where ${usage.metric} = 'output_tokens'), 0)::float8 as output
      from ${usage} where ${usage.hour} >= ${startOfToday()} and ${usage.metric} in ('input_tokens', 'output_tokens')
    ), others as (
      select coalesce(sum(${inputTokens}), 0)::float8 as input, coalesce(sum(${outputTokens}), 0)::float8 as output
      from ${siteLeases} where ${processId} <> ${value.processId}::uuid and ${leaseUntil} > now()
    ), spent as (
      select counted.input + others.input as input, counted.output + others.output as output from counted, others
    ), most as (
      select ${value.inputTokens}::float8 as input, ${value.outputTokens}::float8 as output
    ), rest as (
      select floor(least(
        case when ${value.tokensPerDay}::float8 > 0
          then (${value.tokensPerDay}::float8 - spent.input - spent.output) / (most.input + most.output) end,
        case when ${value.costPerDay}::float8 > 0
          then (${value.costPerDay}::float8 - ${price(sql`spent.input`, sql`spent.output`)})
            / nullif(${price(sql`most.input`, sql`most.output`)}, 0) end
      )) - ${value.running}::int as replies from spent, most
    ), granted as (
      select greatest(0, least(${value.wanted}::int, greatest(1, replies / ${SHARE}), replies))::int as ahead from rest
    ), changed as (
      insert into ${into(siteBudget, "id", "round")} values (1, 1)
      on conflict (${bare(siteBudget.id)}) do update set ${bare(siteBudget.round)} = ${siteBudget.round} + 1
      where ${siteBudget.round} = (select round from before)
      returning 1
    ), leased as (
      insert into ${into(siteLeases, "processId", "inputTokens", "outputTokens", "leaseUntil")}
      select ${value.processId}::uuid, (${value.running}::int + ahead) * most.input, (${value.running}::int + ahead) * most.output,
        now() + make_interval(secs => ${LEASE})
      from changed, granted, most
      on conflict (${bare(processId)}) do update set ${bare(inputTokens)} = excluded.${bare(inputTokens)},
        ${bare(outputTokens)} = excluded.${bare(outputTokens)}, ${bare(leaseUntil)} = excluded.${bare(leaseUntil)}
      returning 1
    )
    select ahead, exists (select from leased) as "isDone", ${untilTomorrow()} as tomorrow from granted`
})

function startOfToday(): SQL {
  return inZone(sql`${dayOf(sql`now()`)}::timestamp`)
}

/** Deletes leases of processes that are long gone. Part of a cleanup. */
export async function deleteOldLeases(): Promise<void> {
  await query(({ db }) => db.delete(siteLeases).where(lte(siteLeases.leaseUntil, sql`now()`)))
}

/** Tokens since midnight, and in the hours of yesterday that are still to come today; `elapsed`: the share of the day that is over. */
export type Day = { spent: Tokens; restOfYesterday: Tokens; elapsed: number }
export type Tokens = { input: number; output: number }

/** What the site has spent today, and yesterday after this time of day. */
export async function findDay(): Promise<Day> {
  const { inputSpent, outputSpent, inputRest, outputRest, elapsed } = await read({})
  const spent = { input: inputSpent, output: outputSpent }
  return { spent, restOfYesterday: { input: inputRest, output: outputRest }, elapsed }
}

type DayRow = Record<"inputSpent" | "outputSpent" | "inputRest" | "outputRest" | "elapsed", number>

const read = rowStatement<Record<never, never>, DayRow>(() => {
  const { hour, metric, value } = usage
  const sum = (name: string, when: SQL) =>
    sql`coalesce(sum(${value}) filter (where ${metric} = ${name} and ${when}), 0)::float8`
  const isToday = sql`${hour} >= today`
  const isRest = sql`${hour} < today and ${hour} > now() - interval '1 day'`
  return sql`
    select ${sum("input_tokens", isToday)} as "inputSpent", ${sum("output_tokens", isToday)} as "outputSpent",
      ${sum("input_tokens", isRest)} as "inputRest", ${sum("output_tokens", isRest)} as "outputRest",
      extract(epoch from now() - today)::float8 / (extract(epoch from now() - today) + ${untilTomorrow()})::float8 as elapsed
    from (select ${startOfToday()} as today) as day
    left join ${usage} on ${hour} > now() - interval '1 day' and ${metric} in ('input_tokens', 'output_tokens')
    group by today`
})
