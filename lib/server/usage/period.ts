import "server-only"
import type { Range, RangeName } from "@/lib/stats"
import { query } from "../db/client"
import { dayOf, hourOf, inZone } from "./time-zone-text"

/** The beginning of a day or an hour, and what the operator's calendar and clock say then. */
export type Start = { start: Date; date: string; hour: string }

/** A stretch of time in parts, and the one before it; ends are not included. */
export type Stretch = {
  starts: [Start, ...Start[]]
  end: Date
  previousStart: Date
  previousEnd: Date
  /** Now, by the database's clock. */
  at: Date
}

/** When a range and its parts begin and end: the last 24 hours by hour, any other by calendar day. */
export async function findStretch(range: Range): Promise<Stretch> {
  const rows = await query(
    ({ sql }) => sql<[Row, ...Row[]]>`
      select part as start, ${sql.unsafe(dayOf("part"))}::text as date,
        to_char(${sql.unsafe(inZone("part"))}, 'HH24:MI') as hour, final as end, previous_start, previous_end, now() as at
      from (${sql.unsafe(isHourly(range) ? hours() : days(range))}) as parts order by part`,
  )
  const [{ end, previous_start: previousStart, previous_end: previousEnd, at }] = rows
  return { starts: rows, end, previousStart, previousEnd, at }
}

/** Whether the parts of a range are hours. */
export function isHourly(range: Range): boolean {
  return "range" in range && range.range === "24h"
}

type Row = Start & { end: Date; previous_start: Date; previous_end: Date; at: Date }

function hours(): string {
  return `
    select part, this + interval '1 hour' as final,
      this - interval '47 hours' as previous_start, this - interval '23 hours' as previous_end
    from (select ${hourOf("now()")} as this) as clock,
      generate_series(this - interval '23 hours', this, interval '1 hour') as part`
}

/** On the calendar, where a day may have 23 or 25 hours. */
function days(range: Range): string {
  const [first, last] = limits(range)
  return `
    select ${inZone("day")} as part, ${inZone("last + interval '1 day'")} as final,
      ${inZone("first - length")} as previous_start, least(${inZone("first")}, ${asMuch("length")}) as previous_end
    from (select (${first})::timestamp as first, (${last})::timestamp as last) as days,
      lateral (select last - first + interval '1 day' as length) as whole,
      generate_series(first, last, interval '1 day') as day`
}

/** While a range runs, it is compared with as much of the one before: until this hour of the clock is over. */
function asMuch(length: string): string {
  return `${hourOf(inZone(`${inZone("now()")} - ${length}`))} + interval '1 hour'`
}

const DAYS: Record<RangeName, number> = { "24h": 1, "7d": 7, "30d": 30, "90d": 90 }

function limits(range: Range): [first: string, last: string] {
  if ("from" in range) return [`date '${range.from}'`, `date '${range.to}'`]
  const today = dayOf("now()")
  return [`${today} - ${DAYS[range.range] - 1}`, today]
}
