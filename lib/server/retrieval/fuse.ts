import "server-only"
import type { Candidate } from "./candidates"
import type { Ranked } from "./rank"

/** How soon a lower place stops counting, and what a place by words counts beside one by meaning. Measured: equal weights halve the quality beside a weak model. */
const K = 10
const BY_WORDS = 3

/**
 * Ranks passages found by their words and by their meaning, best first: weighted reciprocal rank fusion (Cormack, Clarke and
 * Büttcher, 2009). `near`: nearest first.
 */
export function fuse(byWords: Ranked[], near: Candidate[]): Ranked[] {
  const fused = new Map<string, Ranked>()
  const count = (candidate: Candidate, weight: number, place: number) => {
    const known = fused.get(nameOf(candidate)) ?? { candidate, score: 0 }
    fused.set(nameOf(candidate), { ...known, score: known.score + weight / (K + place + 1) })
  }
  for (const [place, { candidate }] of byWords.entries()) count(candidate, BY_WORDS, place)
  for (const [place, candidate] of near.entries()) count(candidate, 1, place)
  return [...fused.values()].toSorted((a, b) => b.score - a.score)
}

function nameOf({ documentId, version, seq }: Candidate): string {
  return `${documentId} ${version} ${seq}`
}
