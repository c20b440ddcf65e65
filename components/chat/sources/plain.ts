/** A paragraph of a document without the marks of its Markdown; a row of a table is a line with wide spaces. */
export type Paragraph = { text: string; isHeading: boolean }

/** What is shown of a document's text: plain words in paragraphs, whatever stands in it. */
export function paragraphsOf(markdown: string): Paragraph[] {
  const blocks = markdown.replace(HEADING, "\n\n$&\n\n").split(/\n[^\S\n]*\n/)
  return blocks.map(toParagraph).filter(({ text }) => text !== "")
}

const HEADING = /^ {0,3}#{1,6}[ \t].*$/gm
const HEADING_MARK = /^ {0,3}#{1,6}[ \t]+/
/** The line under a table's head, a rule, the border of a code block. */
const NO_WORDS = /^[\s|:*_-]*(?:-{2}|\*{3}|_{3})[\s|:*_-]*$|^\s*(?:```|~~~)/

function toParagraph(block: string): Paragraph {
  const lines = block.split("\n").filter((line) => !NO_WORDS.test(line))
  return { text: lines.map(plainLine).join("\n").trim(), isHeading: HEADING_MARK.test(block.trimStart()) }
}

function plainLine(line: string): string {
  const cells = line.trim().startsWith("|") ? cellsOf(line) : [line]
  return cells.map(plainWords).join("\u2003")
}

function cellsOf(row: string): string[] {
  const cells = row.trim().replace(/^\||\|$/g, "")
  return cells.split(/(?<!\\)\|/).map((cell) => cell.trim())
}

function plainWords(text: string): string {
  return text
    .replace(HEADING_MARK, "")
    .replace(/^\s*(?:>\s?)+/, "")
    .replace(/^(\s*)[-*+]\s+/, "$1• ")
    .replace(/!?\[([^[\]]*)\]\([^()\s]*(?:\s+"[^"]*")?\)/g, "$1")
    .replace(/(\*\*|__|`)(\S(?:[^\n]*?\S)?)\1/g, "$2")
    .replace(/(?<![\\\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])/g, "$1")
    .replace(/\\([\\`*_{}[\]()#+.!|>~-])/g, "$1")
}
