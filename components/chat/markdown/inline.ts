import type { StateCore, Token } from "markdown-it"
import { splitAtCodePoint } from "@/lib/text"
import { takeBox } from "./tasks"

/** What drawing a text may still cost. `counted`: how many of the tokens of its blocks are in it already. */
export type Budget = { spent: number; counted: number }

/** What the pieces of long paragraphs were parsed to, by their words: one that grows costs only its last piece. */
export type Pieces = Map<string, Token[]>

// Each bound keeps one pathological text of 32 kB from holding up the page; ordinary answers stay far below them.
const MAX_COST = 8_000
const MAX_CHARACTERS = 4_000

/** What drawing a token costs, in elements. */
const COSTS: Record<string, number> = { fence: 15, code_block: 15, math_block: 10, math_inline: 10, hr: 2 }

/** Parses the words of each block, as far as the budget allows; the rest of them comes as plain text. */
export function inlineWithinBudget(state: StateCore): void {
  const budget = state.env.budget as Budget
  const parsed = state.env.pieces as Pieces
  for (const [at, token] of state.tokens.entries()) {
    if (token.type !== "inline" || !token.children) continue
    markBefore(state, at)
    markFigure(state.tokens[at - 1], token.content)
    const pieces = piecesOf(token.content)
    for (const [number, piece] of pieces.entries()) {
      const tokens = !isSpent(budget) ? parsePiece(state, piece) : [leaf(state, "text", piece)]
      if (number < pieces.length - 1) parsed.set(piece, tokens.map(copyOf))
      token.children.push(...tokens)
      budget.spent += costOf(tokens)
    }
  }
}

function parsePiece({ md, env }: StateCore, piece: string): Token[] {
  const known = (env.known as Pieces | undefined)?.get(piece)
  if (known) return known.map(copyOf)
  const tokens: Token[] = []
  md.inline.parse(piece, md, env, tokens)
  return tokens
}

/** Later rules join and change tokens where they stand; what is kept must stay as it was parsed. */
function copyOf(token: Token): Token {
  return Object.assign(Object.create(Object.getPrototypeOf(token)), token)
}

/** What stands before the words of a task or a footnote. */
function markBefore(state: StateCore, at: number): void {
  const token = state.tokens[at]
  const before = state.tokens[at - 1]
  const ticked = takeBox(state.tokens, at)
  if (ticked !== undefined) token?.children?.push(leaf(state, "task", ticked ? "x" : ""))
  if (before?.type === "footnote_open") token?.children?.push(leaf(state, "footnote_reference", before.info))
}

/** A cell without a letter has no direction of its own: it takes the table's. */
function markFigure(cell: Token | undefined, content: string): void {
  if (cell?.tag === "td" && /\d/.test(content) && !/\p{L}/u.test(content)) cell.attrSet("data-figure", "")
}

function leaf(state: StateCore, type: string, content: string): Token {
  const token = new state.Token(type, "", 0)
  token.content = content
  return token
}

/** A long paragraph is parsed in pieces, cut after a line or a sentence: only what spans a cut loses its form. */
function piecesOf(content: string): string[] {
  const pieces: string[] = []
  let rest = content
  while (rest.length > MAX_CHARACTERS) {
    const end = cutOf(rest.slice(0, MAX_CHARACTERS))
    pieces.push(rest.slice(0, end))
    rest = rest.slice(end)
  }
  return [...pieces, rest]
}

function cutOf(text: string): number {
  const [whole] = splitAtCodePoint(text)
  const sentence = Math.max(...SENTENCE_ENDS.map((end) => text.lastIndexOf(end) + end.length))
  const ends = [text.lastIndexOf("\n") + 1, sentence, text.lastIndexOf(" ") + 1]
  return ends.find((end) => end > text.length / 2) ?? whole.length
}

const SENTENCE_ENDS = [". ", "! ", "? ", "。", "！", "？"]

export function isSpent({ spent }: Budget): boolean {
  return spent >= MAX_COST
}

/** Counts what was parsed before and is drawn again. */
export function spendAgain(budget: Budget, tokens: Token[]): void {
  for (const token of tokens) budget.spent += costOf(token.children ?? [])
}

export function costOf(tokens: Token[]): number {
  return tokens.reduce((sum, token) => sum + (COSTS[token.type] ?? 1), 0)
}
