import "server-only"
import type { Source } from "@/lib/types"
import { hasPassages, type RankedPassage, searchPassages } from "../documents/search"
import { env } from "../env"
import type { Asked } from "../retrieval/question"
import { quote } from "./quote"

/**
 * What the operator's documents say about a question: `text` for the model; `sources`, its passages by number; `links`, the
 * addresses in them, which the model knows as `link-1`, `link-2` …; `evidence`: whether they answer it.
 */
export type Knowledge = {
  text: string
  sources: Source[]
  links: string[]
  isEnough: boolean
  quoted: string
}

/** Passages a model is given at most, and the share of the context they may take. */
const PASSAGES = 6
const SHARE = 0.4

/** Tokens of what stands around a passage: its number, its title and headings. */
const AROUND = 60

/**
 * Searches for what answers a question, in `room` tokens and no more than a share of the context. Undefined where there are
 * no documents, or no room for any of them.
 */
export async function findKnowledge(asked: Asked, room: number): Promise<Knowledge | undefined> {
  if (!(await hasPassages())) return undefined
  const { passages, enough } = await searchPassages(asked)
  const sources = thatFit(passages, Math.min(room, env().CONTEXT_TOKENS * SHARE)).map(toSource)
  if (enough && sources.length === 0) return undefined
  const links: string[] = []
  const text = sources.map((source) => shown(source, links)).join("\n")
  return { text, sources, links, isEnough: enough, quoted: quote(asked.question, sources) }
}

function thatFit(passages: RankedPassage[], tokens: number): RankedPassage[] {
  let left = tokens
  return passages.slice(0, PASSAGES).filter((passage) => {
    left -= passage.tokens + AROUND
    return left >= 0
  })
}

function toSource(
  { score: _score, seq: _seq, tokens: _tokens, page, ...passage }: RankedPassage,
  at: number,
): Source {
  return { number: at + 1, ...passage, ...(page && { page }) }
}

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`[\]()]+[^\s<>"'`[\](),.;:!?]/gi

/** A passage as the model sees it: quoted, and its addresses as short names, which it can neither misspell nor invent. */
function shown({ number, title, heading, text }: Source, links: string[]): string {
  const words = text.replace(ADDRESS, (address) => {
    if (!links.includes(address)) links.push(address)
    return `link-${links.indexOf(address) + 1}`
  })
  const about = JSON.stringify({ number, title, heading })
  return `<passage ${about}>\n${words.replaceAll("</passage", "< /passage")}\n</passage>`
}
