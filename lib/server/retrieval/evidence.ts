import "server-only"
import type { Ranked } from "../retrieval/rank"
import type { Term } from "../retrieval/terms"

/** From so much of the question on its answer is taken to be in a passage. Measured: refuses 95 % of what is not there. */
export const ENOUGH = 0.5

/** Best passages of which one has to cover the question. */
const LOOKED_AT = 3

/**
 * How much of the question the best passages cover, from 0 to 1: of its stems and of its pieces of words, each counted by
 * how much it tells; the mean of both.
 */
export function evidenceOf(terms: Term[], ranked: Ranked[]): number {
  const shares = ranked
    .slice(0, LOOKED_AT)
    .map(({ candidate, covered }) => (stemsCovered(terms, candidate) + covered) / 2)
  return Math.max(0, ...shares)
}

function stemsCovered(terms: Term[], { config, lexemes }: Ranked["candidate"]): number {
  const found = new Set(lexemes)
  const asked = terms.filter((term) => term.asked && term.config === config)
  const total = asked.reduce((sum, { idf }) => sum + idf, 0)
  const covered = asked.filter(({ lexeme }) => found.has(lexeme)).reduce((sum, { idf }) => sum + idf, 0)
  return total > 0 ? covered / total : 0
}
