import type { MarkdownIt, StateInline } from "markdown-it"

/** Tags that only say how words look; models write them where Markdown has nothing. Never with attributes. */
const TAG = /^<(sub|sup|kbd|mark|small|u|ins|del|s|b|i|em|strong)>/i
const LINE_BREAK = /^<br\s*\/?>/i
const LONGEST = "<strong>".length

/** Teaches the parser `<br>` and pairs such as `H<sub>2</sub>O`; every other tag stays text. */
export function tagRules(md: MarkdownIt): void {
  md.inline.ruler.before("autolink", "line_break_tag", lineBreak)
  md.inline.ruler.before("autolink", "tag_pair", tagPair)
}

function lineBreak(state: StateInline, silent: boolean): boolean {
  const [tag] = upcoming(state).match(LINE_BREAK) ?? []
  if (!tag) return false
  if (!silent) state.push("hardbreak", "br", 0)
  state.pos += tag.length
  return true
}

function tagPair(state: StateInline, silent: boolean): boolean {
  const [opener, name = ""] = upcoming(state).match(TAG) ?? []
  if (!opener || state.level >= state.md.options.maxNesting) return false
  const tag = name.toLowerCase()
  const start = state.pos + opener.length
  const end = closingTag(state, tag, start)
  if (end === undefined) return false
  if (!silent) tokenizeBetween(state, tag, start, end)
  state.pos = end + tag.length + "</>".length
  return true
}

function upcoming(state: StateInline): string {
  return state.src.charAt(state.pos) === "<" ? state.src.slice(state.pos, state.pos + LONGEST) : ""
}

/** Where the pair ends; a tag within itself is no pair, so that looking for ends stays short. */
function closingTag(state: StateInline, tag: string, start: number): number | undefined {
  const rest = state.src.slice(start, state.posMax).toLowerCase()
  const end = rest.indexOf(`</${tag}>`)
  const again = rest.indexOf(`<${tag}>`)
  return end > 0 && (again < 0 || again > end) ? start + end : undefined
}

function tokenizeBetween(state: StateInline, tag: string, start: number, end: number): void {
  const { posMax } = state
  state.push("tag_open", tag, 1)
  state.pos = start
  state.posMax = end
  state.md.inline.tokenize(state)
  state.push("tag_close", tag, -1)
  state.posMax = posMax
}
