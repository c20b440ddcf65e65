import type { Env, MarkdownIt, StateBlock, StateInline } from "markdown-it"

const REFERENCE = /^\[\^([^\s[\]^]{1,20})\](?!\()/
const DEFINITION = /^\[\^([^\s[\]^]{1,20})\]:(?=\s|$)/

/** Teaches the parser footnotes: `[^1]` in a text, and `[^1]: words`, which stays where it was written. */
export function footnoteRules(md: MarkdownIt): void {
  md.block.ruler.before("reference", "footnote", definition, { alt: ["paragraph", "reference"] })
  md.inline.ruler.before("link", "footnote_reference", reference)
}

/** The labels of the footnotes a text defines. */
export function footnotesOf(env: Env): string[] {
  return (env.footnotes as string[] | undefined) ?? []
}

function definition(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if (!beginsWithBracket(state, startLine)) return false
  const [opener, label = ""] = lineOf(state, startLine).match(DEFINITION) ?? []
  if (!opener) return false
  if (silent) return true
  const end = lastLine(state, startLine, endLine)
  const words = state.getLines(startLine, end, state.blkIndent, false).trim().slice(opener.length)
  state.env.footnotes = [...footnotesOf(state.env), label]
  push(state, label, words.trim(), [startLine, end])
  state.line = end
  return true
}

/** Asked of every line: cheap, and most lines end here. */
function beginsWithBracket(state: StateBlock, at: number): boolean {
  const indent = (state.sCount[at] ?? 0) - state.blkIndent
  return indent < 4 && state.src.charAt((state.bMarks[at] ?? 0) + (state.tShift[at] ?? 0)) === "["
}

/** A footnote ends before the next blank line, or the next footnote. */
function lastLine(state: StateBlock, startLine: number, endLine: number): number {
  let at = startLine + 1
  while (at < endLine && !state.isEmpty(at) && !DEFINITION.test(lineOf(state, at))) at++
  return at
}

function push(state: StateBlock, label: string, words: string, map: [number, number]): void {
  const open = state.push("footnote_open", "p", 1)
  open.info = label
  open.map = map
  const inline = state.push("inline", "", 0)
  inline.content = words
  inline.map = map
  inline.children = []
  state.push("footnote_close", "p", -1)
}

function lineOf(state: StateBlock, at: number): string {
  return state.getLines(at, at + 1, 0, false).trim()
}

/** A number is a footnote before its words have come; anything else may be a pattern such as `[^a-z]`. */
function reference(state: StateInline, silent: boolean): boolean {
  if (!state.src.startsWith("[^", state.pos)) return false
  const [whole, label = ""] = state.src.slice(state.pos, state.pos + 25).match(REFERENCE) ?? []
  if (!whole || !(/^\d+$/.test(label) || footnotesOf(state.env).includes(label))) return false
  if (!silent) state.push("footnote_reference", "sup", 0).content = label
  state.pos += whole.length
  return true
}
