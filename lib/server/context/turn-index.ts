import "server-only"
import { piecesOfTerm, termsOf } from "../retrieval/words"
import { Bm25, type Carried, type Constants, idfOf } from "./bm25"

/** Pieces to look for, and how much each counts. */
type Wanted = Map<string, number>

/** Of the best documents so many terms are looked for besides, at this weight (pseudo relevance feedback). */
const FEEDBACK = { documents: 5, terms: 10, weight: 0.15 }

/**
 * Finds turns of one chat by pieces of their words, whatever the language. What is ranked, a document, is a turn with the words
 * of others, which is laid out when it is asked for: each turn stands in the index once.
 */
export class TurnIndex {
  /** Bytes it takes in memory, about. */
  size = 0
  private readonly numbers = new Map<string, number>()
  private readonly terms: string[] = []
  /** By term: the turns it is in, one as often as it is. */
  private readonly turnsWith: number[][] = []
  /** By piece: the terms it is in. */
  private readonly termsWith = new Map<string, number[]>()
  private readonly piecesIn: number[] = []
  /** By turn: its terms, and how many pieces they have. */
  private readonly termsIn: Int32Array[] = []
  private readonly lengths: number[] = []

  /** Adds the next turn. */
  add(text: string): void {
    const turn = this.lengths.length
    const terms = termsOf(text).map((term) => this.numberOf(term))
    let length = 0
    for (const term of terms) {
      this.turnsWith[term]?.push(turn)
      length += this.piecesIn[term] ?? 0
    }
    this.termsIn.push(Int32Array.from(terms))
    this.lengths.push(length)
    this.size += 60 + terms.length * 12
  }

  private numberOf(term: string): number {
    const known = this.numbers.get(term)
    if (known !== undefined) return known
    const number = this.terms.push(term) - 1
    this.numbers.set(term, number)
    this.turnsWith.push([])
    const pieces = new Set(piecesOfTerm(term))
    this.piecesIn.push(pieces.size)
    for (const piece of pieces) {
      const terms = this.termsWith.get(piece)
      if (terms) terms.push(number)
      else this.termsWith.set(piece, [number])
    }
    this.size += 200 + pieces.size * 20
    return number
  }

  /** The score of each document for a text; of documents without any of it 0. */
  search(text: string, carried: Carried, documents: number, constants: Constants): Float64Array {
    const bm25 = new Bm25(constants, carried, documents, this.lengths)
    const wanted: Wanted = new Map()
    for (const term of termsOf(text)) for (const piece of piecesOfTerm(term)) wanted.set(piece, 1)
    const scores = new Float64Array(documents)
    this.score(scores, wanted, bm25)
    const besides: Wanted = new Map()
    for (const term of this.telling(scores, carried))
      for (const piece of piecesOfTerm(term)) if (!wanted.has(piece)) besides.set(piece, FEEDBACK.weight)
    this.score(scores, besides, bm25)
    return scores
  }

  private score(scores: Float64Array, wanted: Wanted, bm25: Bm25): void {
    for (const [piece, weight] of wanted) {
      const counts = new Map<number, number>()
      for (const term of this.termsWith.get(piece) ?? [])
        for (const turn of this.turnsWith[term] ?? []) counts.set(turn, (counts.get(turn) ?? 0) + 1)
      if (counts.size > 0) bm25.add(scores, weight, counts)
    }
  }

  /** The terms of the best documents that tell most. */
  private telling(scores: Float64Array, carried: Carried): string[] {
    const best = new Set(bestOf(scores).slice(0, FEEDBACK.documents))
    const told = new Map<number, number>()
    carried.forEach((into, turn) => {
      if (!into.some(([document, share]) => share === 1 && best.has(document))) return
      for (const term of this.termsIn[turn] ?? []) told.set(term, (told.get(term) ?? 0) + this.idf(term))
    })
    const telling = [...told].toSorted(([, a], [, b]) => b - a).slice(0, FEEDBACK.terms)
    return telling.map(([term]) => this.terms[term] ?? "")
  }

  private idf(term: number): number {
    return idfOf(this.turnsWith[term]?.length ?? 0, this.lengths.length)
  }
}

/** Documents that have a score, best first. */
export function bestOf(scores: Float64Array): number[] {
  const found = [...scores.keys()].filter((document) => (scores[document] ?? 0) > 0)
  return found.toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0))
}
