import "server-only"
import type { Span } from "../retrieval/sentences"

/**
 * A block of Markdown: a heading (`level` 1–6 and its `title`), a table (its `header` with the line under it, and its
 * `rows`), code between fences, or a paragraph.
 */
export type Block = Span & { level?: number; title?: string; header?: string; rows?: Span[] }

const HEADING = /^ {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$/
const FENCE = /^ {0,3}(```+|~~~+)/
const ROW = /^\s*\|.*\|\s*$/
const UNDER_HEADER = /^\s*\|?[\s:|-]*-[\s:|-]*\|?\s*$/

/** The blocks of a Markdown text, in order; what is between them is white space. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = []
  let paragraph: Span[] = []
  let fence: string | undefined
  const close = () => {
    if (paragraph.length > 0) blocks.push(blockOf(text, paragraph))
    paragraph = []
  }
  for (const line of linesOf(text)) {
    const words = text.slice(line.start, line.end)
    const heading = fence ? null : HEADING.exec(words)
    const marks = FENCE.exec(words)?.[1]
    if (heading) {
      close()
      blocks.push({ ...line, level: heading[1]?.length ?? 1, title: heading[2] ?? "" })
    } else if (!fence && words.trim() === "") close()
    else paragraph.push(line)
    if (marks) fence = fence ? (marks.startsWith(fence) ? undefined : fence) : marks
  }
  close()
  return blocks
}

function blockOf(text: string, lines: Span[]): Block {
  const start = lines[0]?.start ?? 0
  const end = lines.at(-1)?.end ?? start
  const [first, second, ...rows] = lines
  if (!first || !second || !isTable(text, lines)) return { start, end }
  return { start, end, header: text.slice(first.start, rows[0]?.start ?? end), rows }
}

function isTable(text: string, lines: Span[]): boolean {
  const line = (at: number) => text.slice(lines[at]?.start, lines[at]?.end)
  return lines.length > 2 && ROW.test(line(0)) && UNDER_HEADER.test(line(1))
}

function* linesOf(text: string): Generator<Span> {
  for (let start = 0; start < text.length; ) {
    const next = text.indexOf("\n", start)
    const end = next < 0 ? text.length : next
    yield { start, end: text.charAt(end - 1) === "\r" && end > start ? end - 1 : end }
    start = end + 1
  }
}
