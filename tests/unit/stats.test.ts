import { expect, test } from "vitest"
import { toCsv } from "@/lib/server/usage/csv"
import { parseRange } from "@/lib/server/usage/stats"
import { quantile } from "@/lib/server/usage/totals"
import { refusalFor } from "@/lib/words/refusals"

test.each([
  [{}, { range: "7d" }],
  [{ range: "24h" }, { range: "24h" }],
  [{ range: "90d" }, { range: "90d" }],
  [
    { from: "2026-02-28", to: "2026-02-28" },
    { from: "2026-02-28", to: "2026-02-28" },
  ],
  [
    { from: "2024-02-29", to: "2025-04-03" },
    { from: "2024-02-29", to: "2025-04-03" },
  ],
  [
    { range: "24h", from: "2026-03-28", to: "2026-03-30" },
    { from: "2026-03-28", to: "2026-03-30" },
  ],
])("%j is a range", (asked, range) => {
  expect(parseRange(asked)).toEqual({ ok: true, range })
})

test.each([
  [{ range: "" }, "Choose a range: 24h, 7d, 30d, 90d."],
  [{ range: "8d" }, "Choose a range: 24h, 7d, 30d, 90d."],
  [{ range: "toString" }, "Choose a range: 24h, 7d, 30d, 90d."],
  [{ from: "2026-03-01" }, /Give the first and the last day/],
  [{ to: "2026-03-01" }, /Give the first and the last day/],
  [{ from: "", to: "" }, /Give the first and the last day/],
  [{ from: "2026-02-29", to: "2026-03-01" }, /Give the first and the last day/],
  [{ from: "2026-3-1", to: "2026-03-01" }, /Give the first and the last day/],
  [{ from: "2026-03-01'; drop table usage; --", to: "2026-03-02" }, /Give the first and the last day/],
  [{ from: "2026-03-01T00:00", to: "2026-03-02" }, /Give the first and the last day/],
  [{ from: "0001-01-01", to: "0001-01-02" }, /Give the first and the last day/],
  [{ from: "2026-03-02", to: "2026-03-01" }, "The first day is after the last one. Exchange them."],
  [{ from: "2025-01-01", to: "2026-02-05" }, "This is more than 400 days. Choose a shorter range."],
])("%j is refused with a sentence", (asked, message) => {
  const expected = typeof message === "string" ? message : expect.stringMatching(message)
  const parsed = parseRange(asked)
  expect(!parsed.ok && refusalFor(parsed.error)).toEqual({ code: "invalid", message: expected })
})

test("the number of days of a range does not depend on clocks that change", () => {
  for (const [from, to] of [
    ["2025-02-27", "2026-04-02"],
    ["2025-09-24", "2026-10-28"],
  ] as const) {
    expect(parseRange({ from, to })).toMatchObject({ ok: true })
    expect(parseRange({ from: before(from), to })).toMatchObject({ ok: false })
  }
})

test("a quantile lies between the bounds of its bucket, as far as there are counts below it", () => {
  expect(quantile(0.5, new Map([["100", 10]]))).toBe(75)
  expect(quantile(0.5, new Map([["50", 10]]))).toBe(25)
  const spread = new Map([
    ["100", 50],
    ["300", 40],
    ["60000", 10],
  ])
  expect(quantile(0.5, spread)).toBe(100)
  expect(quantile(0.9, spread)).toBe(300)
  expect(quantile(0.95, spread)).toBe(52_500)
  expect(quantile(1, spread)).toBe(60_000)
})

test("a quantile of nothing is none, and one beyond the last bound is the last bound", () => {
  expect(quantile(0.5, new Map())).toBeNull()
  expect(quantile(0.5, new Map([["more", 3]]))).toBe(300_000)
  expect(
    quantile(
      0.25,
      new Map([
        ["50", 1],
        ["more", 1],
      ]),
    ),
  ).toBe(25)
})

const FORMULAS = [
  "=1+1",
  "+1+1",
  "-1+1",
  "@SUM(A1)",
  "\t=1",
  "\r=1",
  "\n=1",
  "\0=1",
  "\0\0@x",
  " =1",
  "\u00a0-1",
]
const WIDE = ["\uff1d1", "\uff0b1", "\uff0d1", "\uff201"]
const QUOTED = ['=HYPERLINK("http://127.0.0.1","x")', "=1;2,3", '"=1', "a\r\n=1", "a\n@b", "a\0b"]

test("no cell of a CSV begins as a formula, and none has a control character in it", () => {
  const labels = [...FORMULAS, ...WIDE, ...QUOTED, "+", "-", "=", "@"]
  const csv = toCsv(
    labels.map((label) => ({ label, value: 1 })),
    ["label", "value"],
  )
  expect(csv).not.toMatch(/[\0\t]|\r(?!\n)|(?<!\r)\n/)
  const cells = csv.split("\r\n").flatMap(cellsOf)
  expect(cells.length).toBeGreaterThan(2 * labels.length)
  expect(cells.filter((cell) => /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(cell))).toEqual([])
})

test("numbers stay numbers in a CSV, below nothing too; a cell without a value is empty", () => {
  const rows = [
    { label: "a", value: -5.5 },
    { label: "b", value: null },
    { label: "c", value: 0 },
  ]
  expect(toCsv(rows, ["label", "value"])).toBe("label,value\r\na,-5.5\r\nb,\r\nc,0\r\n")
})

test("a CSV without rows has its header", () => {
  expect(toCsv([], ["label", "value"])).toBe("label,value\r\n")
})

function before(date: string): string {
  return new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10)
}

/** The cells of a line, as a spreadsheet reads them. */
function cellsOf(line: string): string[] {
  return [...line.matchAll(/"((?:[^"]|"")*)"|([^,]+)/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
  )
}
