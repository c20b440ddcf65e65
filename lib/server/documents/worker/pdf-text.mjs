/**
 * @typedef {object} Line a line of print
 * @property {string} text
 * @property {number} x where it begins
 * @property {number} y how high on the page it stands
 * @property {number} size of its letters
 */

/** Letters so many times as large as those of the text are a heading of this rank. */
const RANKS = /** @type {const} */ ([
  [1.6, "# "],
  [1.3, "## "],
  [1.12, "### "],
])
const LONGEST_HEADING = 120
/** What is printed above or below the text of a page. */
const EDGE_LINES = 2

/**
 * Lines of print, page by page, as Markdown: lines become paragraphs, large ones headings, and what stands at the edge of
 * most pages is left out.
 * @param {Line[][]} pages
 * @returns {string[]}
 */
export function toPages(pages) {
  const size = commonSize(pages.flat())
  const running = runningLines(pages)
  return pages.map((lines) =>
    toText(
      lines.filter((line) => !running.has(shape(line))),
      size,
    ),
  )
}

/** The size of most letters. */
function commonSize(/** @type {Line[]} */ lines) {
  /** @type {Map<number, number>} */
  const letters = new Map()
  for (const { size, text } of lines)
    letters.set(rounded(size), (letters.get(rounded(size)) ?? 0) + text.length)
  return [...letters].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? 1
}

function rounded(/** @type {number} */ size) {
  return Math.round(size * 2) / 2
}

/** Lines at the edges that are, but for their figures, the same on at least three pages and on half of them. */
function runningLines(/** @type {Line[][]} */ pages) {
  /** @type {Map<string, number>} */
  const seen = new Map()
  for (const lines of pages) {
    const edges = new Set([...lines.slice(0, EDGE_LINES), ...lines.slice(-EDGE_LINES)].map(shape))
    for (const edge of edges) seen.set(edge, (seen.get(edge) ?? 0) + 1)
  }
  return new Set([...seen].filter(([, on]) => on >= Math.max(3, pages.length / 2)).map(([edge]) => edge))
}

function shape(/** @type {Line} */ { text, y }) {
  return `${Math.round(y)} ${text.replace(/\d+/g, "0").trim()}`
}

/**
 * @param {Line[]} lines
 * @param {number} size
 */
function toText(lines, size) {
  const gap = commonGap(lines)
  let text = ""
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1]
    const mark = markOf(line, size)
    const words = mark + line.text.replace(/^[•‣▪●◦·]\s*/, "").trim()
    if (!before) text = words
    else if (mark === "- ") text += `\n${markOf(before, size) === "- " ? "" : "\n"}${words}`
    else if (mark || beginsParagraph(line, before, gap) || isHeading(before, size)) text += `\n\n${words}`
    else text = joined(text, words)
  }
  return text
}

function markOf(/** @type {Line} */ line, /** @type {number} */ size) {
  if (/^[•‣▪●◦·]\s*\S/.test(line.text)) return "- "
  if (line.text.length > LONGEST_HEADING || !/\p{L}/u.test(line.text)) return ""
  return RANKS.find(([times]) => line.size >= size * times)?.[1] ?? ""
}

function isHeading(/** @type {Line} */ line, /** @type {number} */ size) {
  return markOf(line, size).startsWith("#")
}

/** How far below the line before it a line of the same paragraph stands, on most of a page. */
function commonGap(/** @type {Line[]} */ lines) {
  const gaps = lines.slice(1).map((line, index) => (lines[index]?.y ?? 0) - line.y)
  const near = gaps
    .filter((gap, index) => gap > 0 && gap < (lines[index]?.size ?? 0) * 2.5)
    .toSorted((a, b) => a - b)
  return near[Math.floor((near.length - 1) / 2)] ?? 0
}

/**
 * Further down than usual, higher up (another column), or in other letters.
 * @param {Line} line
 * @param {Line} before
 * @param {number} gap
 */
function beginsParagraph(line, before, gap) {
  const down = before.y - line.y
  return down > gap * 1.35 || down < -gap / 2 || Math.abs(line.size - before.size) > before.size * 0.15
}

/**
 * A word parted at the end of a line becomes whole; where words are not parted by spaces, none comes in.
 * @param {string} text
 * @param {string} next
 */
function joined(text, next) {
  if (/\p{L}[-\u00ad]$/u.test(text) && /^\p{Ll}/u.test(next)) return text.slice(0, -1) + next
  const tight =
    /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}]$/u.test(text) &&
    /^[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}]/u.test(next)
  return text + (tight ? "" : " ") + next
}
