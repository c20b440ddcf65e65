import "server-only"
import type { Candidate } from "./candidates"
import type { Turn } from "./question"
import { piecesOf } from "./words"

/** Of BM25: how soon more of the same piece tells nothing more, and how much the length of a passage counts. */
const K1 = 0.9
const B = 0.4

/** What pieces count beside stems: stems are better where Postgres knows the language well, pieces everywhere else. */
const PIECES = 0.8

/** A passage with its score. */
export type Ranked = { candidate: Candidate; score: number }

/** Ranks candidates again by stems and by pieces of words, best first. */
export function rank(turns: Turn[], candidates: Candidate[]): Ranked[] {
  const weights = weightsOf(turns)
  const bags = candidates.map((candidate) => bagOf(candidate, weights))
  const wanted = withIdf(weights, bags)
  const average = bags.reduce((sum, { size }) => sum + size, 0) / Math.max(bags.length, 1)
  const byStems = standardized(candidates.map(({ stems }) => stems))
  const byPieces = standardized(bags.map((bag) => bm25(wanted, bag, average)))
  return candidates
    .map((candidate, at) => ({
      candidate,
      score: (byStems[at] ?? 0) + PIECES * (byPieces[at] ?? 0),
    }))
    .toSorted((a, b) => b.score - a.score)
}

/** The wanted pieces of a passage, how often each is in it, and the number of all its pieces. */
type Bag = { counts: Map<string, number>; size: number }

type Wanted = { piece: string; weight: number; idf: number }[]

/** Each piece of the question, and of what was said before it, with what it counts. */
function weightsOf(turns: Turn[]): Map<string, number> {
  const weights = new Map<string, number>()
  for (const { text, weight } of turns)
    for (const piece of piecesOf(text)) if (!weights.has(piece)) weights.set(piece, weight)
  return weights
}

function bagOf({ title, heading, text }: Candidate, wanted: Map<string, number>): Bag {
  const counts = new Map<string, number>()
  const pieces = piecesOf(`${title}\n${heading}\n${text}`)
  for (const piece of pieces) if (wanted.has(piece)) counts.set(piece, (counts.get(piece) ?? 0) + 1)
  return { counts, size: pieces.length }
}

/** A piece tells the more the fewer candidates have it. */
function withIdf(weights: Map<string, number>, bags: Bag[]): Wanted {
  return [...weights].map(([piece, weight]) => {
    const found = bags.filter(({ counts }) => counts.has(piece)).length
    return { piece, weight, idf: Math.log(1 + (bags.length - found + 0.5) / (found + 0.5)) }
  })
}

function bm25(wanted: Wanted, { counts, size }: Bag, average: number): number {
  let score = 0
  for (const { piece, weight, idf } of wanted) {
    const count = counts.get(piece)
    if (count) score += (weight * idf * count * (K1 + 1)) / (count + K1 * (1 - B + (B * size) / average))
  }
  return score
}

/** Scores as distances from their mean, in standard deviations: so that scores of two kinds can be added. */
function standardized(scores: number[]): number[] {
  const mean = scores.reduce((sum, score) => sum + score, 0) / Math.max(scores.length, 1)
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / Math.max(scores.length, 1)
  return scores.map((score) => (score - mean) / (Math.sqrt(variance) || 1))
}
