import { parse } from "csv-parse/sync"
import { tableRow, tableRule } from "./table.mjs"

/** Records that are looked at to find what stands between the columns. */
const SAMPLE = 20

/**
 * One table, of which the first record is the header.
 * @param {string} text
 * @returns {import("./read-file.mjs").Read | undefined} undefined when nothing parts it into columns
 */
export function readCsv(text) {
  const delimiter = delimiterOf(text)
  if (!delimiter) return undefined
  /** @type {string[]} */
  const lines = []
  let columns = 0
  parse(text, {
    ...options(delimiter),
    on_record: (/** @type {string[]} */ cells) => {
      columns ||= cells.length
      lines.push(tableRow(cells))
      return null
    },
  })
  return { kind: "csv", title: undefined, pages: [lines.toSpliced(1, 0, tableRule(columns)).join("\n")] }
}

/** Of comma, semicolon and tab the one that gives the most records the same number of columns. */
function delimiterOf(/** @type {string} */ text) {
  const tried = [",", ";", "\t"].map((delimiter) => ({ delimiter, score: evenness(text, delimiter) }))
  const [best] = tried.toSorted((a, b) => b.score - a.score)
  return best && best.score > 0.6 ? best.delimiter : undefined
}

/**
 * The share of records with the commonest number of columns, a little more for many columns.
 * @param {string} text
 * @param {string} delimiter
 */
function evenness(text, delimiter) {
  try {
    /** @type {string[][]} */
    const records = parse(text, { ...options(delimiter), to: SAMPLE })
    const widths = records.map((cells) => cells.length)
    const counts = [...new Set(widths)].map((width) => ({
      width,
      of: widths.filter((w) => w === width).length,
    }))
    const most = counts.toSorted((a, b) => b.of - a.of)[0]
    return most && most.width > 1 ? most.of / records.length + most.width / 10_000 : 0
  } catch {
    return 0
  }
}

function options(/** @type {string} */ delimiter) {
  return { delimiter, bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true }
}
