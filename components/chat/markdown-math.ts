import type { MarkdownIt, StateBlock, StateInline } from "markdown-it"

// A single dollar is a price, so it is no delimiter.
const CLOSERS: Record<string, string> = { $$: "$$", "\\[": "\\]", "\\(": "\\)" }
const MAX_FORMULA_CHARACTERS = 2_000
const MAX_FORMULA_LINES = 60

/** Teaches the parser `$$…$$`, `\[…\]` and `\(…\)`: tokens `math_block` and `math_inline`, TeX as their content. */
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
  if (silent) return true
  const token = state.push("math_block", "math", 0)
  token.content = state
    .getLines(startLine, last + 1, state.blkIndent, false)
    .trim()
    .slice(2, -2)
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
  const opener = state.src.slice(state.pos, state.pos + 2)
  const closer = CLOSERS[opener]
  if (!closer) return false
  const end = state.src.indexOf(closer, state.pos + 2)
  const tex = state.src.slice(state.pos + 2, end)
  if (end < 0 || end > state.posMax || tex.length > MAX_FORMULA_CHARACTERS || !tex.trim()) return false
  if (!silent) {
    const token = state.push("math_inline", "math", 0)
    token.content = tex
    token.markup = opener
  }
  state.pos = end + 2
  return true
}
