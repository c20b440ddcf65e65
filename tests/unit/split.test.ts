import { expect, test } from "vitest"
import { split } from "@/lib/server/documents/split"
import { countTokens } from "@/lib/server/model/tokens"

const SENTENCE = "The reading room on the second floor is open to everybody who has a card. "
const LONG = SENTENCE.repeat(60).trim()

test("A passage never reaches across a heading, and knows the headings above it", () => {
  const text =
    "# Library\n\nWelcome.\n\n## Hours\n\nNine to six.\n\n### Sundays\n\nClosed.\n\n## Fees\n\nNone."
  expect(split(text).map(({ heading, text: words }) => [heading, words])).toEqual([
    ["Library", "Welcome."],
    ["Library › Hours", "Nine to six."],
    ["Library › Hours › Sundays", "Closed."],
    ["Library › Fees", "None."],
  ])
})

test("Paragraphs stay together while they fit, longer ones are cut at their sentences", () => {
  const passages = split(`${LONG}\n\n${LONG}`)
  expect(passages.length).toBeGreaterThan(2)
  for (const { text, tokens } of passages) {
    expect(tokens).toBeLessThanOrEqual(400)
    expect(tokens).toBe(countTokens(text))
    expect(text).toMatch(/^The reading.*card\.$/s)
  }
  expect(split("One.\n\nTwo.\n\nThree.").map(({ text }) => text)).toEqual(["One.\n\nTwo.\n\nThree."])
})

test("Offsets give the passage back from the text, and no word is lost between them", () => {
  const text = `# Ä\r\n\r\n${LONG}\r\n\r\n- one\n- two\n\n\`\`\`\n# no heading\n\n${"x ".repeat(900)}\n\`\`\`\n\nEnd 👩‍🏫`
  const passages = split(text)
  for (const { start, end, text: words } of passages) expect(text.slice(start, end)).toBe(words)
  const kept = passages.map((passage) => passage.text).join("")
  expect(kept.replace(/\s/g, "")).toBe(text.replace("# Ä", "").replace(/\s/g, ""))
  expect(new Set(passages.map(({ heading }) => heading))).toEqual(new Set(["Ä"]))
})

test("A row of a table keeps the table's header, in whatever passage it comes to stand", () => {
  const header = "| Pool | Fee |\n|---|---|\n"
  const rows = Array.from({ length: 120 }, (_, at) => `| Basin number ${at} | ${at},50 € for adults |`)
  const passages = split(`Before.\n\n${header}${rows.join("\n")}`)
  const ofTable = passages.filter(({ text }) => text.includes("Basin"))
  expect(ofTable.length).toBeGreaterThan(1)
  for (const { text } of ofTable) expect(text.startsWith(header)).toBe(true)
  for (const row of rows) expect(ofTable.some(({ text }) => text.includes(row))).toBe(true)
})

test("A passage knows the page on which it begins", () => {
  const pages = ["First page.", "Second page.", "Third page."]
  const starts = [0, 13, 27]
  expect(split(pages.join("\n\n"), starts).map(({ page }) => page)).toEqual([1])
  const long = [LONG, LONG, LONG]
  const found = split(long.join("\n\n"), [0, LONG.length + 2, 2 * LONG.length + 4])
  expect([...new Set(found.map(({ page }) => page))]).toEqual([1, 2, 3])
})

test("One word of 40,000 letters, and none at all, are no trouble", () => {
  expect(split("")).toEqual([])
  expect(split("# Only a heading\n\n \n")).toEqual([])
  const word = "👩".repeat(20_000)
  const passages = split(word)
  expect(passages.map(({ text }) => text).join("")).toBe(word)
  for (const { text, tokens } of passages) {
    expect(text.isWellFormed()).toBe(true)
    expect(tokens).toBeLessThanOrEqual(400)
  }
})
