import "server-only"
import { and, eq, gte, lt, sql } from "drizzle-orm"
import { z } from "zod"
import { documents } from "@/drizzle/schema/documents"
import { usage } from "@/drizzle/schema/usage"
import { RANGES, type Range, type Share, type Stats } from "@/lib/stats"
import type { Outcome, Refused, Why } from "@/lib/words/refusals"
import { arrayLiteral } from "../db/batch"
import { LONG, query } from "../db/client"
import { env } from "../env"
import type { Metric } from "./counters"
import { findPeriod, isHourly, type Period } from "./period"
import { inZone } from "./time-zone"
import { type Counter, errorsOf, figuresOf, sharesOf } from "./totals"

/** Days in one answer. */
const LONGEST = 400

/** What is looked at when nothing is asked for. */
export const USUAL: Range = { range: "7d" }

/** The range that was asked for: one with a name, or a first and a last day. Says what is wrong with any other. */
export function parseRange(asked: { range?: string; from?: string; to?: string }): Outcome<{ range: Range }> {
  const { range, from, to } = asked
  if (from === undefined && to === undefined) {
    if (range === undefined) return { ok: true, range: USUAL }
    const name = RANGES.find((known) => known === range)
    return name
      ? { ok: true, range: { range: name } }
      : refuse({ code: "invalid", about: "range", names: RANGES })
  }
  if (!isDate(from) || !isDate(to)) {
    return refuse({ code: "invalid", about: "days" })
  }
  const days = (Date.parse(to) - Date.parse(from)) / DAY + 1
  if (days < 1) return refuse({ code: "invalid", about: "backwards" })
  if (days > LONGEST) return refuse({ code: "invalid", about: "long_range", days: LONGEST })
  return { ok: true, range: { from, to } }
}

const DAY = 86_400_000
const date = z.iso.date()

/** Postgres and browsers agree on these years; others are typing errors. */
function isDate(text: string | undefined): text is string {
  return date.safeParse(text).success && text !== undefined && text >= "1970-01-01" && text < "2200-01-01"
}

function refuse(error: Why): Refused {
  return { ok: false, error }
}

/**
 * What was counted in a range and in the period before it. Reads only counters, about sixty rows an hour, however many
 * messages there are.
 */
export async function findStats(range: Range): Promise<Stats> {
  const period = await findPeriod(range)
  const [counters, before, hoursOfDay] = await Promise.all([
    findCounters(period),
    findCountersBefore(period),
    findHoursOfDay(period),
  ])
  return {
    range: shownRange(range, period),
    currency: env().PRICE_CURRENCY,
    at: period.at.toISOString(),
    totals: figuresOf(counters),
    previous: figuresOf(before),
    ...partsOf(range, period, counters),
    hoursOfDay,
    languages: sharesOf(counters, "messages"),
    models: sharesOf(counters, "models"),
    errors: errorsOf(counters),
    ratings: sharesOf(counters, "ratings"),
    documents: await findDocumentShares(counters),
  }
}

/** How often each document was cited, under its title. */
async function findDocumentShares(counters: Counter[]): Promise<Share[]> {
  const shares = sharesOf(counters, "cited_documents")
  if (shares.length === 0) return []
  const rows = await query(({ db }) =>
    db.select({ id: documents.id, title: documents.title }).from(documents),
  )
  const titles = new Map(rows.map(({ id, title }) => [id, title]))
  const [there, gone] = [
    shares.filter(({ label }) => titles.has(label)),
    shares.filter(({ label }) => !titles.has(label)),
  ]
  const named = there.map(({ label, value }) => ({ label: titles.get(label) ?? "", value }))
  const together = gone.reduce((sum, { value }) => sum + value, 0)
  return together > 0 ? [...named, { label: "", value: together }] : named
}

function shownRange(range: Range, { starts }: Period): Stats["range"] {
  const name = "range" in range ? range.range : "custom"
  return { name, from: starts[0].date, to: starts.at(-1)?.date ?? "", timeZone: env().TIME_ZONE }
}

/** `part`: 1, 2, 3 … in the order of the range. */
type PartCounter = Counter & { part: number }

async function findCounters({ starts, end }: Period): Promise<PartCounter[]> {
  const parts = arrayLiteral(starts.map(({ start }) => iso(start)))
  const part = sql<number>`width_bucket(${usage.hour}, ${parts}::timestamptz[])`
  return query(
    ({ db }) =>
      db
        .select({ metric: SUM.metric, label: SUM.label, part, value: SUM.value })
        .from(usage)
        .where(between(starts[0].start, end))
        .groupBy(usage.metric, usage.label, sql`3`),
    LONG,
  )
}

const SUM = {
  metric: sql<Metric>`${usage.metric}`,
  label: usage.label,
  value: sql<number>`sum(${usage.value})::float8`,
}

/** The hours from a moment up to another, which is not included. */
function between(start: Date, end: Date) {
  return and(gte(usage.hour, start), lt(usage.hour, end))
}

async function findCountersBefore({ previousStart, previousEnd }: Period): Promise<Counter[]> {
  const isBefore = between(previousStart, previousEnd)
  return query(
    ({ db }) => db.select(SUM).from(usage).where(isBefore).groupBy(usage.metric, usage.label),
    LONG,
  )
}

/** Visitors' messages by the hour of the operator's clock. */
async function findHoursOfDay({ starts: [first], end }: Period): Promise<number[]> {
  const hour = sql<number>`extract(hour from ${inZone(usage.hour)})::int`
  const isMessage = and(eq(usage.metric, "messages" satisfies Metric), between(first.start, end))
  const rows = await query(({ db }) =>
    db.select({ hour, value: SUM.value }).from(usage).where(isMessage).groupBy(sql`1`),
  )
  return Array.from({ length: 24 }, (_, hour) => rows.find((row) => row.hour === hour)?.value ?? 0)
}

function iso(instant: Date): string {
  return instant.toISOString()
}

/** Every day of the range, and of the last 24 hours every hour, with or without anything counted. */
function partsOf(range: Range, { starts }: Period, counters: PartCounter[]): Pick<Stats, "days" | "hours"> {
  const byPart = starts.map(() => [] as Counter[])
  for (const counter of counters) byPart[counter.part - 1]?.push(counter)
  const byDate = Map.groupBy(byPart.entries(), ([at]) => starts[at]?.date ?? "")
  const days = [...byDate].map(([date, parts]) => ({
    date,
    ...figuresOf(parts.flatMap(([, counters]) => counters)),
  }))
  if (!isHourly(range)) return { days }
  const hours = starts.map(({ start, hour }, at) => ({
    at: iso(start),
    hour,
    ...figuresOf(byPart[at] ?? []),
  }))
  return { days, hours }
}
