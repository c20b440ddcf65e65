import "server-only"
import { randomUUID } from "node:crypto"
import { lte, type SQL, sql } from "drizzle-orm"
import { siteBudget, siteLeases } from "@/drizzle/schema/limits"
import { usage } from "@/drizzle/schema/usage"
import { query } from "../db/client"
import { bare, into, rowStatement } from "../db/statement"
import { perProcess } from "../process"
import { outsideRequests } from "../telemetry/request-id"
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

/** How long a lease holds, and after how many seconds one with running replies is renewed. */
const LEASE = 60
const RENEW = 20
/** Milliseconds. */
const RENEW_WITHIN = 2_500
/**
 * Replies to come for which a process leases at once: as many as make do for about a second. And of what is left it takes no
 * more than this share, as others answer, too.
 */
const AHEAD = { fewest: 32, most: 2048 }
const ENOUGH_FOR = 1_000
const SHARE = 4

/** The lease of this process, in replies: granted, running, and ended since it was granted, which count as spent in full. */
class SiteLease {
  readonly #id = randomUUID()
  #granted = 0
  #running = 0
  #ended = 0
  #waiting = 0
  /** By `performance.now()`. */
  #until = 0
  #renewedAt = 0
  /** The limits it was granted under. */
  #under = ""
  #ahead = AHEAD.fewest
  #renewing: Promise<Renewed> | undefined

  /**
   * Takes what one reply may need at most. Seconds until there is more, when there is not enough left today; otherwise
   * undefined, and it has to be given back.
   */
  async take(limits: SiteLimits, most: Most): Promise<number | undefined> {
    for (;;) {
      if (!this.#renewing && this.#hasRoom(limits)) {
        this.#running++
        return undefined
      }
      this.#waiting++
      const { ahead, tomorrow } = await this.#renew(limits, most).finally(() => this.#waiting--)
      if (ahead === 0) return tomorrow
    }
  }

  /** The same for a reply that another process took it for, which is gone: its lease may still hold it. */
  takeAnyway(): void {
    this.#running++
  }

  /** The reply that it was taken for has ended; `isUnused`: or has not begun. */
  giveBack({ isUnused = false } = {}): void {
    this.#running--
    if (!isUnused) this.#ended++
  }

  /** Keeps what running replies may need. */
  async keep(limits: SiteLimits, most: Most): Promise<void> {
    if (this.#running > 0 && isLimited(limits)) await this.#renew(limits, most)
  }

  #hasRoom(limits: SiteLimits): boolean {
    if (!isLimited(limits)) return true
    // A reply that begins now is in the next lease before this one is over, also when it is renewed late once.
    const isValid =
      performance.now() < this.#until - 2 * RENEW * 1000 && this.#under === JSON.stringify(limits)
    return isValid && this.#running + this.#ended < this.#granted
  }

  #renew(limits: SiteLimits, most: Most): Promise<Renewed> {
    this.#renewing ??= this.#renewOnce(limits, most).finally(() => {
      this.#renewing = undefined
    })
    return this.#renewing
  }

  async #renewOnce(limits: SiteLimits, most: Most): Promise<Renewed> {
    const isSoon = performance.now() < this.#renewedAt + ENOUGH_FOR
    this.#ahead = isSoon ? Math.min(2 * this.#ahead, AHEAD.most) : AHEAD.fewest
    for (;;) {
      const [running, ended, began] = [this.#running, this.#ended, performance.now()]
      const wanted = Math.max(this.#waiting, this.#ahead)
      const given = { processId: this.#id, running, wanted, ...limits, ...most }
      // Until it is known what was granted, nothing is.
      this.#until = 0
      // For all who wait, whoever asked first and however long they may wait.
      const { isDone, ...renewed } = await renew(given, { total: RENEW_WITHIN })
      // Another process changed its lease in the same moment.
      if (!isDone) continue
      this.#granted = running + renewed.ahead
      // What ended meanwhile may not stand in the counters that were read.
      this.#ended -= ended
      this.#until = began + LEASE * 1000
      this.#renewedAt = began
      this.#under = JSON.stringify(limits)
      return renewed
    }
  }
}

/** `ahead`: replies it may begin besides those that run; `tomorrow`: seconds until the next day. */
type Renewed = { ahead: number; tomorrow: number }

const lease = perProcess("site lease", () => new SiteLease())

/** What `limits` and `most` are at this moment. */
type Now = () => Promise<[SiteLimits, Most]>

const keeping = perProcess("site lease kept", (): { timer?: NodeJS.Timeout } => ({}))

/**
 * Takes what one reply may need at most from the site's day. Seconds until there is more, when there is not enough left;
 * otherwise undefined, and it has to be given back. `now` is asked again while replies run.
 */
export async function takeFromSite(now: Now): Promise<number | undefined> {
  keeping.timer ??= outsideRequests(() => setInterval(() => void keep(now), RENEW * 1000).unref())
  return lease.take(...(await now()))
}

async function keep(now: Now): Promise<void> {
  // Without it the lease ends, and with it what was left of it; the next reply asks again.
  await lease.keep(...(await now())).catch(() => {})
}

/** Takes it without asking, for a reply that another process took it for, which is gone. */
export function takeAnywayFromSite(): void {
  lease.takeAnyway()
}

/** The reply that it was taken for has ended; `isUnused`: or has not begun. */
export function giveBackToSite(how: { isUnused?: boolean } = {}): void {
  lease.giveBack(how)
}

function isLimited({ tokensPerDay, costPerDay }: SiteLimits): boolean {
  return tokensPerDay > 0 || costPerDay > 0
}

type Given = { processId: string; running: number; wanted: number } & SiteLimits & Most

// Everything is read at one moment; `round` says whether anybody's lease has changed since.
const renew = rowStatement<Given, Renewed & { isDone: boolean }>((value) => {
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
