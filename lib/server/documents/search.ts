import "server-only"
import { and, gt, ne } from "drizzle-orm"
import { documents, passages } from "@/drizzle/schema/documents"
import { query } from "../db/client"
import { perProcess } from "../process"
import { type Candidate, findCandidates } from "../retrieval/candidates"
import { ENOUGH, evidenceOf } from "../retrieval/evidence"
import { type Asked, turnsOf } from "../retrieval/question"
import { type Ranked, rank } from "../retrieval/rank"
import { findTerms } from "../retrieval/terms"

/** A passage that was found; `score` is comparable within one search only. */
export type RankedPassage = Omit<Candidate, "lexemes" | "config" | "stems"> & { score: number }

/** Passages, best first; `evidence`: how much of the question the best ones cover (0 to 1); `enough`: to answer from them. */
export type Found = { passages: RankedPassage[]; evidence: number; enough: boolean }

/**
 * Searches the operator's documents, in any language: Postgres finds passages that share stems with what is asked, which
 * are ranked again here by pieces of words. What the visitor said before counts, too, and less the older it is.
 */
export async function searchPassages(asked: Asked): Promise<Found> {
  const turns = turnsOf(asked)
  const terms = await findTerms(turns)
  const ranked = rank(turns, await findCandidates(terms))
  const evidence = evidenceOf(terms, ranked)
  return { passages: ranked.map(toPassage), evidence, enough: evidence >= ENOUGH }
}

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
