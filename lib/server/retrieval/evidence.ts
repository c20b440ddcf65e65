import "server-only"
import type { Candidate } from "../retrieval/candidates"
import type { Ranked } from "../retrieval/rank"
import type { Term } from "../retrieval/terms"
import { piecesOf } from "./words"

/** From so much of the question on its answer is taken to be in the documents. */
export const ENOUGH = 0.5

/** Best passages that are looked at. */
const LOOKED_AT = 5

/**
 * How much of the question the best passages of one document cover, from 0 to 1: of its stems, each counted by how much it
 * tells among all passages. A question's little words ("how do I get") have no stems, and count for nothing.
 */
export function evidenceOf(terms: Term[], ranked: Ranked[]): number {
  const best = ranked.slice(0, LOOKED_AT).map(({ candidate }) => candidate)
  const byDocument = Map.groupBy(best, ({ documentId }) => documentId)
  return Math.max(0, ...[...byDocument.values()].map((passages) => coverage(terms, passages)))
}

function coverage(terms: Term[], passages: Candidate[]): number {
  const configs = new Set(passages.map(({ config }) => config))
  const asked = terms.filter((term) => term.asked && configs.has(term.config))
  const stems = new Set(passages.flatMap(({ lexemes }) => lexemes))
  const pieces = new Set(
    passages.flatMap(({ title, heading, text }) => piecesOf(`${title}\n${heading}\n${text}`)),
  )
  const total = asked.reduce((sum, { idf }) => sum + idf, 0)
  const covered = asked.reduce(
    (sum, { lexeme, idf }) => sum + idf * (stems.has(lexeme) ? 1 : sharedPieces(lexeme, pieces)),
    0,
  )
  return total > 0 ? covered / total : 0
}

/** The share of a stem's pieces that are there: of a word that is inflected otherwise, misspelt, or part of a compound. */
function sharedPieces(lexeme: string, pieces: Set<string>): number {
  // Words go on where their stem ends.
  const own = piecesOf(lexeme).filter((piece) => !piece.endsWith("_"))
  return own.filter((piece) => pieces.has(piece)).length / Math.max(own.length, 1)
}
