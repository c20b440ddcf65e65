import "server-only"
import { countTokens } from "../model/tokens"
import { sentencesOf } from "../retrieval/sentences"
import { type Block, blocksOf } from "./blocks"

/** Tokens of a passage, about: measured, the size at which the first five hold the most of what is asked for. */
const TOKENS = 400

/** Between the headings above a passage. */
export const PATH = " › "

/** A stretch of a document's text: `start` and `end` in UTF-16 units, `text` with the header of a table whose rows it holds. */
export type Passage = {
  start: number
  end: number
  heading: string
  page?: number
  text: string
  tokens: number
}

type Piece = { start: number; end: number; header: string; tokens: number }

/**
 * Cuts a document's Markdown into passages: never across a heading, at paragraphs while they fit, a longer paragraph at its
 * sentences, a longer sentence at words. `pageStarts`: where each page begins.
 */
export function split(text: string, pageStarts: number[] = []): Passage[] {
  const path: string[] = []
  const passages: Passage[] = []
  let open: Piece[] = []
  const close = () => {
    if (open.length > 0) passages.push(passageOf(text, open, path.filter(Boolean).join(PATH), pageStarts))
    open = []
  }
  for (const block of blocksOf(text)) {
    if (block.level) {
      close()
      path.length = block.level - 1
      path[block.level - 1] = block.title ?? ""
      continue
    }
    for (const piece of piecesOf(text, block)) {
      if (!fits(open, piece)) close()
      open.push(piece)
    }
  }
  close()
  return passages
}

function passageOf(text: string, pieces: Piece[], heading: string, pageStarts: number[]): Passage {
  const start = pieces[0]?.start ?? 0
  const end = pieces.at(-1)?.end ?? start
  const words = (pieces[0]?.header ?? "") + text.slice(start, end)
  const page = pageStarts.findLastIndex((at) => at <= start) + 1
  return { start, end, heading, text: words, tokens: countTokens(words), ...(page > 0 && { page }) }
}

function fits(open: Piece[], piece: Piece): boolean {
  const first = open[0]
  if (!first) return true
  if (first.header !== piece.header) return false
  return open.reduce((sum, { tokens }) => sum + tokens, piece.tokens) <= TOKENS
}

/** A block whole when it fits, in parts otherwise. */
function piecesOf(text: string, { start, end, header, rows }: Block): Piece[] {
  const whole = pieceOf(text, start, end, "")
  if (whole.tokens <= TOKENS) return [whole]
  if (rows) return rows.flatMap((row) => atWords(text, { ...row, header: header ?? "" }))
  return sentencesOf(text, start, end).flatMap((sentence) => atWords(text, { ...sentence, header: "" }))
}

function atWords(text: string, { start, end, header }: Omit<Piece, "tokens">): Piece[] {
  const whole = pieceOf(text, start, end, header)
  if (whole.tokens <= TOKENS || end - start <= 1) return [whole]
  const middle = Math.floor((start + end) / 2)
  const space = text.lastIndexOf(" ", middle)
  const cut = space > start ? space + 1 : middle + Number(isLowSurrogate(text, middle))
  return [...atWords(text, { start, end: cut, header }), ...atWords(text, { start: cut, end, header })]
}

function pieceOf(text: string, start: number, end: number, header: string): Piece {
  return { start, end, header, tokens: countTokens(text.slice(start, end)) }
}

function isLowSurrogate(text: string, at: number): boolean {
  return /[\udc00-\udfff]/.test(text.charAt(at))
}
