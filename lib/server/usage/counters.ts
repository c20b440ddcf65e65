import "server-only"
import { type SQL, sql } from "drizzle-orm"
import { usage } from "@/drizzle/schema/usage"
import { arrayLiteral } from "../db/batch"
import { bare, statement } from "../db/statement"
import { hourOf } from "./time-zone"

/*
 * What happened, counted by hour in the statement that makes it happen: the count is there exactly when the thing is,
 * however often the statement is tried. Counters know no session, so erasing and expiry leave them as they are.
 */

/** What is counted, and what its label says. The same names, in camel case, stand in `Figures` (docs/metrics.md has all). */
export type Metric =
  /** New visitors. */
  | "sessions"
  /** Visitors who wrote on a later day than before, once a day. */
  | "returning_visitors"
  | "chats"
  /** Visitors' messages; label: the language of their browser (`de`), empty when it names none. */
  | "messages"
  /** Ended replies; label: how they ended (`MessageStatus`). */
  | "replies"
  /** Summaries of older parts of chats; what they were paid for is counted with the tokens. */
  | "summaries"
  /** The same; label: the model. */
  | "models"
  /** Those that failed or reached the limit of words; label: the `FailureCode`. */
  | "failures"
  | "input_tokens"
  | "output_tokens"
  /** Replies by milliseconds from the question to the first words; label: the upper bound (`BOUNDS`). */
  | "first_token_ms"
  /** Complete replies by milliseconds from the question to the end; label: the upper bound. */
  | "reply_ms"
  /** Replies that cite at least one passage. */
  | "sourced_replies"
  /** Replies that say the documents hold nothing about the question; label: who found so, the search (`evidence`) or the `model`. */
  | "unanswered"
  /** Documents that replies cite, each once a reply; label: its id. */
  | "cited_documents"
  /** Label: `good` or `poor`. */
  | "ratings"
  /** What cleanups deleted; label: `sessions`, `chats` or `messages`. */
  | "deleted"
  /** What visitors erased themselves; label: the same. */
  | "erased"

/** Upper bounds of the times that are told apart, in milliseconds. What took longer is counted under `more`. */
export const BOUNDS = [
  50, 100, 150, 200, 300, 400, 500, 750, 1000, 1500, 2000, 3000, 4000, 5000, 7500, 10_000, 15_000, 20_000,
  30_000, 45_000, 60_000, 90_000, 120_000, 300_000,
] as const

export const LONGER = "more"

/** Many more than a process has connections, so that two of them hardly ever wait for the same row. */
export const SLOTS = 64

/**
 * What to count for one row of the source: 1, now, unless it says otherwise. A value of 0 or null counts nothing; `labels`,
 * a `text[]` in place of a label: 1 for each.
 */
export type Count = { metric: Metric; label?: SQL; labels?: SQL; value?: SQL; at?: SQL }

/**
 * An INSERT that adds to the counters for every row of `source`, a part of the same statement; to be put into the WITH list
 * of the statement that writes these rows.
 */
export function countUsage(source: string, counts: Count[]): SQL {
  return insertion(sql`
    select hour, metric, label, slot, sum(value) from (${increments(source, counts)}) as each
    group by hour, metric, label, slot order by hour, metric, label`)
}

/** The same for a source of one row at most, which needs no adding up: a third less time, at every turn. */
export function countRow(source: string, counts: Count[]): SQL {
  return insertion(increments(source, counts))
}

/** The same for a deletion; the one row of `source` says how many `sessions`, `chats` and `messages` went. */
export function countDeletion(source: "deleted" | "erased"): SQL {
  const kinds = ["sessions", "chats", "messages"]
  return countRow(
    source,
    kinds.map((kind) => ({ metric: source, label: sql`${kind}`, value: sql`${sql.identifier(kind)}` })),
  )
}

function insertion(rows: SQL): SQL {
  const { hour, metric, label, slot, value } = usage
  const key = bare(hour, metric, label, slot)
  return sql`
    insert into ${usage} (${key}, ${bare(value)}) ${rows}
    on conflict (${key}) do update set ${bare(value)} = ${value} + excluded.${bare(value)} returning 1`
}

/** In the order of their metrics: statements that lock several counters lock them in the same order. */
function increments(source: string, counts: Count[]): SQL {
  const [several, single] = partition(counts.toSorted((a, b) => (a.metric < b.metric ? -1 : 1)))
  const values = single.map(
    ({ metric, label = sql`''`, value = sql`1`, at }) =>
      sql`(${metric}, (${label})::text, (${value})::bigint, ${hourAt(at)})`,
  )
  const each = [...several.map(eachLabel), sql`values ${sql.join(values, sql`, `)}`]
  return sql`
    select counts.hour, counts.metric, coalesce(counts.label, '') as label, pg_backend_pid() % ${SLOTS} as slot, counts.value
    from ${sql.identifier(source)} cross join lateral (${sql.join(each, sql` union all `)}) as counts (metric, label, value, hour)
    where counts.value <> 0`
}

/** Those with several labels come first, which is the order of the metrics as long as `cited_documents` is the only one. */
function partition(counts: Count[]): [several: Count[], single: Count[]] {
  return [counts.filter(({ labels }) => labels), counts.filter(({ labels }) => !labels)]
}

function eachLabel({ metric, labels, at }: Count): SQL {
  return sql`select ${metric}, label, 1::bigint, ${hourAt(at)} from unnest(${labels}) as label`
}

function hourAt(at: SQL | undefined): SQL {
  return at ? hourOf(at) : thisHour()
}

/** As a subquery it is computed once a statement. */
function thisHour(): SQL {
  return sql`(select ${hourOf(sql`now()`)})`
}

/** The label under which milliseconds are counted. */
export function boundOf(milliseconds: SQL): SQL {
  const labels = sql`${arrayLiteral([...BOUNDS, LONGER])}::text[]`
  // width_bucket counts a value that equals a bound to the bucket above it.
  return sql`(${labels})[width_bucket((${milliseconds})::float8 - 0.0005, ${arrayLiteral([...BOUNDS])}::float8[]) + 1]`
}

/** Brings the slots of hours that have ended together into one row each. Part of a cleanup. */
export async function foldUsage(): Promise<void> {
  await fold({})
}

const fold = statement<Record<never, never>, object>(() => {
  const { hour, metric, label, slot, value } = usage
  const key = bare(hour, metric, label, slot)
  return sql`
    with folded as (
      delete from ${usage} where ${slot} <> 0 and ${hour} < now() - interval '2 hours' returning ${hour}, ${metric}, ${label}, ${value}
    )
    insert into ${usage} (${key}, ${bare(value)})
    select hour, metric, label, 0, sum(value) from folded group by hour, metric, label order by hour, metric, label
    on conflict (${key}) do update set ${bare(value)} = ${value} + excluded.${bare(value)}`
})
