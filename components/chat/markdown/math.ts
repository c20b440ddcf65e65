import type { MarkdownIt, StateBlock, StateInline } from "markdown-it"

const CLOSERS: Record<string, string> = { $$: "$$", "\\[": "\\]", "\\(": "\\)" }
const MAX_FORMULA_CHARACTERS = 2_000
const MAX_FORMULA_LINES = 60

/** Teaches the parser `$$…$$`, `\[…\]`, `\(…\)` and `$…$`: tokens `math_block` and `math_inline`, TeX as their content. */
export function mathRules(md: MarkdownIt): void {
  md.block.ruler.before("fence", "math_block", mathBlock, {
    alt: ["paragraph", "reference", "blockquote", "list"],
  })
  md.inline.ruler.before("escape", "math_inline", mathInline)
}

function mathBlock(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const opener = line(state, startLine).slice(0, 2)
  const closer = CLOSERS[opener]
  if (!closer || opener === "\\(" || indent(state, startLine) >= 4) return false
  const last = closingLine(state, startLine, endLine, closer)
  if (last === undefined) return false
  const tex = state
    .getLines(startLine, last + 1, state.blkIndent, false)
    .trim()
    .slice(2, -2)
  if (last === startLine && !isMeant(opener, tex)) return false
  if (silent) return true
  const token = state.push("math_block", "math", 0)
  token.content = tex
  token.markup = opener
  token.map = [startLine, last + 1]
  state.line = last + 1
  return true
}

/** The line whose end closes the formula that starts on `startLine`, if it ends within bounds. */
function closingLine(
  state: StateBlock,
  startLine: number,
  endLine: number,
  closer: string,
): number | undefined {
  for (let at = startLine; at < Math.min(endLine, startLine + MAX_FORMULA_LINES); at++) {
    if (at > startLine && indent(state, at) < 0) return undefined
    const text = line(state, at)
    const end = text.indexOf(closer, at === startLine ? 2 : 0)
    if (end >= 0) return end + 2 === text.length ? at : undefined
  }
  return undefined
}

function line(state: StateBlock, at: number): string {
  return state.getLines(at, at + 1, 0, false).trim()
}

function indent(state: StateBlock, at: number): number {
  return (state.sCount[at] ?? 0) - state.blkIndent
}

function mathInline(state: StateInline, silent: boolean): boolean {
  const opener = openerAt(state)
  const closer = CLOSERS[opener] ?? opener
  if (!closer) return false
  const start = state.pos + opener.length
  const end = state.src.indexOf(closer, start)
  if (end < 0 || end + closer.length > state.posMax || end - start > MAX_FORMULA_CHARACTERS) return false
  const tex = state.src.slice(start, end)
  const after = state.src.slice(end + closer.length, end + closer.length + 1)
  if (!isMeant(opener, tex, state.src.slice(0, state.pos).slice(-1), after)) return false
  if (!silent) {
    const token = state.push("math_inline", "math", 0)
    token.content = tex
    token.markup = opener
  }
  state.pos = end + closer.length
  return true
}

function openerAt({ src, pos }: StateInline): string {
  const two = src.slice(pos, pos + 2)
  if (two in CLOSERS) return two
  return two.startsWith("$") ? "$" : ""
}

/** Whether that is a formula, and no price, variable of a shell or escaped bracket; by what stands in and around it. */
function isMeant(opener: string, tex: string, before = "", after = ""): boolean {
  if (!tex.trim()) return false
  if (opener === "$$") return true
  if (opener === "$") return isBetweenDollars(tex, before, after)
  // `\[1\]` and `\[text\](address)` are how writers keep brackets from being a link.
  if (after === "(") return false
  return TEX.test(tex) || (opener === "\\(" && SHORT.test(tex.trim()))
}

const TEX = /[\\^_={}<>+*/|]|\b[\p{L}\d]\s*[-−]\s*[\p{L}\d]/u
/** A letter or two, a number, a function of one letter, or letters in a row. */
const SHORT = /^-?(?:\p{L}{1,2}['′!]?|\d+(?:[.,]\d+)*%?|\p{L}\([\p{L}\d]\)|\p{L}(?:,\s?\p{L})+|\d+\p{L})$/u

/** A formula touches both its dollars, stands by itself, and does not go on like a sentence after a sum of money. */
function isBetweenDollars(tex: string, before: string, after: string): boolean {
  if (/^\s|\s$|\n|\\$/.test(tex) || /[\p{L}\p{N}$\\]/u.test(before) || /[\p{N}$]/u.test(after)) return false
  const isSurelyTex = /[\\^_={}]/.test(tex)
  const isWordAhead = /\p{L}/u.test(after)
  const isSum = /^\d/.test(tex) && /\s/.test(tex)
  return isSurelyTex || SHORT.test(tex) || (TEX.test(tex) && !isWordAhead && !isSum)
}
