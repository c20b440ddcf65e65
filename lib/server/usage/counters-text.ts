import "server-only"
import { BOUNDS, LONGER, type Metric, SLOTS } from "./counters"
import { hourOf } from "./time-zone-text"

/** What to count for one row of the source, as SQL: 1, now, unless it says otherwise. A value of 0 or null counts nothing. */
export type Count = { metric: Metric; label?: string; value?: string; at?: string }

/**
 * SQL: an INSERT that adds to the counters for every row of `source` (a FROM clause); to be put into the WITH list of
 * the statement that writes the rows of `source`.
 */
export function countUsage(source: string, counts: Count[]): string {
  return insertion(`
    select hour, metric, label, slot, sum(value) from (${increments(source, counts)}) as each
    group by hour, metric, label, slot order by hour, metric, label`)
}

/** The same for a source of one row at most, which needs no adding up: a third less time, at every turn. */
export function countRow(source: string, counts: Count[]): string {
  return insertion(increments(source, counts))
}

/** SQL: the same for a deletion; the one row of `source` says how many `sessions`, `chats` and `messages` went. */
export function countDeletion(source: "deleted" | "erased"): string {
  const kinds = ["sessions", "chats", "messages"]
  return countRow(
    source,
    kinds.map((kind) => ({ metric: source, label: `'${kind}'`, value: `${source}.${kind}` })),
  )
}

function insertion(rows: string): string {
  return `
    insert into usage as u (hour, metric, label, slot, value) ${rows}
    on conflict (hour, metric, label, slot) do update set value = u.value + excluded.value`
}

/** In the order of their metrics: statements that lock several counters lock them in the same order. */
function increments(source: string, counts: Count[]): string {
  const values = counts
    .toSorted((a, b) => (a.metric < b.metric ? -1 : 1))
    .map(
      ({ metric, label = "''", value = "1", at }) =>
        `('${metric}', (${label})::text, (${value})::bigint, ${at ? hourOf(at) : thisHour()})`,
    )
  return `
    select counts.hour, counts.metric, coalesce(counts.label, '') as label, pg_backend_pid() % ${SLOTS} as slot, counts.value
    from ${source} cross join lateral (values ${values.join(", ")}) as counts (metric, label, value, hour)
    where counts.value <> 0`
}

/** As a subquery it is computed once a statement. */
function thisHour(): string {
  return `(select ${hourOf("now()")})`
}

/** SQL: the label under which milliseconds are counted. */
export function boundOf(milliseconds: string): string {
  const labels = `'{${[...BOUNDS, LONGER].join(",")}}'::text[]`
  // width_bucket counts a value that equals a bound to the bucket above it.
  return `(${labels})[width_bucket((${milliseconds})::float8 - 0.0005, '{${BOUNDS.join(",")}}'::float8[]) + 1]`
}
