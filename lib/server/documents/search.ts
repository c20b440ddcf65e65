import "server-only"
import { and, gt, ne } from "drizzle-orm"
import { documents, passages } from "@/drizzle/schema/documents"
import { query } from "../db/client"
import { perProcess } from "../process"
import { type Candidate, findCandidates, findCandidatesByKey } from "../retrieval/candidates"
import { ENOUGH, evidenceOf } from "../retrieval/evidence"
import { fuse } from "../retrieval/fuse"
import { type Asked, type Turn, turnsOf } from "../retrieval/question"
import { type Ranked, rank } from "../retrieval/rank"
import { findTerms } from "../retrieval/terms"
import { findNearest } from "../vectors/nearest"

/** A passage that was found; `score` is comparable within one search only. */
export type RankedPassage = Omit<Candidate, "lexemes" | "config" | "stems"> & { score: number }

/** Passages, best first; `evidence`: how much of the question the best ones cover (0 to 1); `enough`: to answer from them. */
export type Found = { passages: RankedPassage[]; evidence: number; enough: boolean }

/**
 * Searches the operator's documents, in any language: Postgres finds passages that share stems with what is asked, which
 * are ranked again here by pieces of words; where an embedding model is named, passages that mean the same count, too. What
 * the visitor said before counts less the older it is.
 */
export async function searchPassages(asked: Asked): Promise<Found> {
  const turns = turnsOf(asked)
  const [{ terms, byWords }, near] = await Promise.all([findByWords(turns), findNearest(inShort(asked))])
  const byMeaning = near.length > 0 ? await findCandidatesByKey(near) : []
  const ranked = byMeaning.length > 0 ? fuse(byWords, byMeaning) : byWords
  const evidence = evidenceOf(terms, ranked)
  // What means the same may be said in other words: whether it answers the question, the model is asked to say.
  return { passages: ranked.map(toPassage), evidence, enough: byMeaning.length > 0 || evidence >= ENOUGH }
}

async function findByWords(turns: Turn[]) {
  const terms = await findTerms(turns)
  return { terms, byWords: rank(turns, await findCandidates(terms)) }
}

/** The question with the one before it, which it may be about. */
function inShort({ question, history = [] }: Asked): string {
  return [...history.slice(-1), question].map((text) => text.slice(0, LONGEST)).join("\n")
}

/** UTF-16 units of each that are compared by meaning. */
const LONGEST = 2_000

/** Whether there is anything to search in. Where there is nothing, it is looked up once a second: every question asks. */
export async function hasPassages(): Promise<boolean> {
  if (performance.now() < none.until) return false
  const found = await query(({ db }) => db.select({ seq: passages.seq }).from(passages).limit(1))
  if (found.length === 0) none.until = performance.now() + NONE
  return found.length > 0
}

/** Whether the operator has documents: the guide that came with the app is none of theirs. */
export async function hasOwnDocuments(): Promise<boolean> {
  const own = and(ne(documents.source, "sample"), gt(documents.passages, 0))
  const found = await query(({ db }) => db.select({ id: documents.id }).from(documents).where(own).limit(1))
  return found.length > 0
}

const NONE = 1_000
const none = perProcess("no passages", () => ({ until: 0 }))

function toPassage({ candidate, score }: Ranked): RankedPassage {
  const { lexemes: _lexemes, config: _config, stems: _stems, ...passage } = candidate
  return { ...passage, score }
}
