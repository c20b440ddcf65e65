import "server-only"
import { type SQL, sql } from "drizzle-orm"
import type { Range, RangeName } from "@/lib/stats"
import { type Placeholders, statement } from "../db/statement"
import { dayOf, hourOf, inZone } from "./time-zone"

/** The beginning of a day or an hour, and what the operator's calendar and clock say then. */
export type Start = { start: Date; date: string; hour: string }

/** A period of time in parts, and the one before it; ends are not included. */
export type Period = {
  starts: [Start, ...Start[]]
  end: Date
  previousStart: Date
  previousEnd: Date
  /** Now, by the database's clock. */
  at: Date
}

/** When a range and its parts begin and end: the last 24 hours by hour, any other by calendar day. */
export async function findPeriod(range: Range): Promise<Period> {
  const rows = isHourly(range) ? await findHours({}) : await findDays(daysOf(range))
  const [{ end, previousStart, previousEnd, at }] = rows as [Part, ...Part[]]
  return { starts: rows as [Part, ...Part[]], end, previousStart, previousEnd, at }
}

/** Whether the parts of a range are hours. */
export function isHourly(range: Range): boolean {
  return "range" in range && range.range === "24h"
}

type Part = Start & Omit<Period, "starts">

const findHours = statement<Record<never, never>, Part>(() => parts(hours()))

/** The first and the last day (`YYYY-MM-DD`), or so many days until today. */
type Days = { first: string | null; last: string | null; count: number }

const findDays = statement<Days, Part>((value) => parts(days(value)))

function daysOf(range: Range): Days {
  if ("from" in range) return { first: range.from, last: range.to, count: 0 }
  return { first: null, last: null, count: DAYS[range.range] }
}

const DAYS: Record<RangeName, number> = { "24h": 1, "7d": 7, "30d": 30, "90d": 90 }

/** Rows of `Part`; each of `each` has the beginning of a `part` and, for the whole range, its end and what is before it. */
function parts(each: SQL): SQL {
  const part = sql`part`
  return sql`
    select part as start, ${dayOf(part)}::text as date, to_char(${inZone(part)}, 'HH24:MI') as hour, final as "end",
      previous_start as "previousStart", previous_end as "previousEnd", now() as at
    from (${each}) as parts order by part`
}

function hours(): SQL {
  return sql`
    select part, this + interval '1 hour' as final,
      this - interval '47 hours' as previous_start, this - interval '23 hours' as previous_end
    from (select ${hourOf(NOW)} as this) as clock,
      generate_series(this - interval '23 hours', this, interval '1 hour') as part`
}

/** On the calendar, where a day may have 23 or 25 hours. */
function days(value: Placeholders<Days>): SQL {
  return sql`
    select ${inZone(sql`day`)} as part, ${inZone(sql`last + interval '1 day'`)} as final,
      ${inZone(sql`first - length`)} as previous_start, least(${inZone(sql`first`)}, ${asMuch()}) as previous_end
    from (
      select coalesce(${value.first}::date, ${dayOf(NOW)} - ${value.count}::int + 1)::timestamp as first,
        coalesce(${value.last}::date, ${dayOf(NOW)})::timestamp as last
    ) as days, lateral (select last - first + interval '1 day' as length) as whole,
      generate_series(first, last, interval '1 day') as day`
}

/** While a range runs, it is compared with as much of the one before: until the end of this hour of the clock. */
function asMuch(): SQL {
  return sql`${hourOf(inZone(sql`${inZone(NOW)} - length`))} + interval '1 hour'`
}

const NOW = sql`now()`
