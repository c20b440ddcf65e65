import "server-only"
import { stringify } from "csv-stringify/sync"
import type { Day, Hour, Stats } from "@/lib/stats"

/** What can be had as a table: a row a day or, of the last 24 hours, an hour, or a row for each name something was counted under. */
export const TABLES = ["days", "hours", "languages", "models", "errors", "ratings", "documents"] as const
export type Table = (typeof TABLES)[number]

type Row = Record<string, string | number | null>

/** A table of the statistics for a spreadsheet, in which no cell is taken for a formula. */
export function csvOf(stats: Stats, table: Table): string {
  if (table === "days" || table === "hours") return toCsv(...flatten(stats[table] ?? []))
  return toCsv(stats[table], ["label", "value"])
}

/** Rows as CSV with a header. A text that a spreadsheet would calculate with starts with an apostrophe; numbers stay. */
export function toCsv(rows: Row[], columns: string[]): string {
  return stringify(rows, {
    columns,
    header: true,
    record_delimiter: "windows",
    escape_formulas: true,
    cast: { string: withoutControls },
  })
}

/** A control character in front of a formula would hide it from the check for the first character; the spreadsheet skips it. */
function withoutControls(text: string): string {
  return text.replace(/\p{Cc}/gu, "").trim()
}

function flatten(parts: (Day | Hour)[]): [rows: Row[], columns: string[]] {
  const rows = parts.map(flat)
  return [rows, Object.keys(rows[0] ?? {})]
}

function flat({ firstTokenMs, replyMs, ...counts }: Day | Hour): Row {
  return {
    ...counts,
    firstTokenMsP50: firstTokenMs.p50,
    firstTokenMsP95: firstTokenMs.p95,
    replyMsP50: replyMs.p50,
    replyMsP95: replyMs.p95,
  }
}
