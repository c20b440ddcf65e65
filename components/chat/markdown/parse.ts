import createMarkdownIt, { type Env, type MarkdownIt, type StateBlock, type Token } from "markdown-it"
import cjkFriendly from "markdown-it-cjk-friendly"
import { footnoteRules, footnotesOf } from "./footnotes"
import { type Budget, costOf, inlineWithinBudget, isSpent, type Pieces, spendAgain } from "./inline"
import { mathRules } from "./math"
import { tagRules } from "./tags"

/** A text and its top-level blocks, in order. */
export type MarkdownDocument = {
  text: string
  /** What blocks refer to: addresses and footnotes. */
  references: string
  /** Level of the first heading, if there is one. */
  topHeading: number | undefined
  blocks: MarkdownBlock[]
}

/** One top-level block: its place among them, its source and the tokens it is drawn from. */
export type MarkdownBlock = { at: number; source: string; tokens: Token[]; pieces: Pieces }

// A deeper text is shown plain from there on.
const MAX_DEPTH = 14

const md = createParser()

/**
 * Parses Markdown into top-level blocks. Blocks of `previous` whose source did not change are kept as they are (the
 * same objects), so a growing text costs only its last block. What is over the bounds comes as plain text.
 */
export function parse(text: string, previous?: MarkdownDocument): MarkdownDocument {
  const source = text.replace(/\r\n?/g, "\n").replaceAll("\0", "\uFFFD")
  const budget: Budget = { spent: 0, counted: 0 }
  const env: Env = { budget }
  const tokens: Token[] = []
  md.block.parse(source, md, env, tokens)
  const references = JSON.stringify([env.references ?? {}, footnotesOf(env)])
  const topHeading = placeHeadings(tokens)
  const same = previous?.references === references && previous.topHeading === topHeading
  const known = same ? previous.blocks : []
  const blocks = topLevel(tokens, source.split(/(?<=\n)/)).map((block) => {
    const had = known[block.at]
    if (had?.source === block.source) {
      spendAgain(budget, had.tokens)
      return had
    }
    return parseInline(block, { ...env, known: same ? had?.pieces : undefined, pieces: block.pieces })
  })
  return { text, references, topHeading, blocks }
}

function createParser(): MarkdownIt {
  const parser = createMarkdownIt({ html: false, linkify: true, maxNesting: MAX_DEPTH * 2 })
  parser.validateLink = (url) => /^(?:https?|mailto):/i.test(url)
  // Guessed links turn file names such as readme.md into addresses.
  parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false })
  parser.core.ruler.disable(["normalize", "block"])
  parser.core.ruler.at("inline", inlineWithinBudget)
  parser.block.ruler.before("table", "plain", restAsPlain, {
    alt: ["paragraph", "reference", "blockquote", "list"],
  })
  // Emphasis beside Chinese, Japanese and Korean brackets, which CommonMark takes for the middle of a word.
  parser.use(cjkFriendly)
  mathRules(parser)
  tagRules(parser)
  footnoteRules(parser)
  return parser
}

/** Once a text costs too much or is nested too deep, what is left of it is one plain token. */
function restAsPlain(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const budget = state.env.budget as Budget
  budget.spent += costOf(state.tokens.slice(budget.counted))
  budget.counted = state.tokens.length
  if (!isSpent(budget) && state.level < MAX_DEPTH) return false
  if (silent) return true
  const token = state.push("plain", "", 0)
  token.content = state.getLines(startLine, endLine, state.blkIndent, false)
  token.map = [startLine, endLine]
  state.line = endLine
  return true
}

function topLevel(tokens: Token[], lines: string[]): MarkdownBlock[] {
  const blocks: MarkdownBlock[] = []
  let start = 0
  for (const [at, token] of tokens.entries()) {
    if (token.level !== 0 || token.nesting === 1) continue
    const group = tokens.slice(start, at + 1)
    start = at + 1
    if (token.type === "reference_definition") continue
    const source = lines.slice(...(group[0]?.map ?? [0, 0])).join("")
    directed(group[0], source)
    blocks.push({ at: blocks.length, source, tokens: group, pieces: new Map() })
  }
  return blocks
}

/** The page owns the first heading: a text's first one comes right below it, whatever level it was written with. */
function placeHeadings(tokens: Token[]): number | undefined {
  const headings = tokens.filter(({ type }) => type === "heading_open")
  const [top] = headings.map(levelOf)
  if (top === undefined) return undefined
  for (const heading of headings) heading.tag = `h${Math.min(6, Math.max(2, levelOf(heading) - top + 2))}`
  return top
}

function levelOf(heading: Token): number {
  return Number(heading.tag.slice(1))
}

/** A block's direction is that of its first letter; lists, quotes and tables turn as a whole. */
function directed(first: Token | undefined, source: string): void {
  const [letter = ""] = source.match(/\p{L}/u) ?? []
  if (RIGHT_TO_LEFT.test(letter)) first?.attrSet("dir", "rtl")
}

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u

function parseInline(block: MarkdownBlock, env: Env): MarkdownBlock {
  const state = new md.core.State("", md, env)
  state.tokens = block.tokens
  md.core.process(state)
  return block
}
