import "server-only"
import { piecesOfTerm, termsOf } from "../retrieval/words"
import { Bm25, bestOf, type Carried, type Constants, idfOf } from "./bm25"

/** Of the best documents so many terms are looked for besides, at this weight (pseudo relevance feedback). */
const FEEDBACK = { documents: 5, terms: 10, weight: 0.15 }

/**
 * Letters of a word, words of a turn and distinct pieces of a chat that are looked for: of what people write less, of what is made to
 * fill the memory enough.
 */
const LETTERS = 64
const WORDS = 2_000
const PIECES = 200_000

/** Bytes that V8 needs, about, for a term, a piece, and a term in a turn. Measured on random words. */
const BYTES = { term: 250, piece: 150, place: 20 }

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

  /** Adds the next turn, by the terms it is found by. */
  add(words: string[]): void {
    const turn = this.lengths.length
    const terms: number[] = []
    let length = 0
    for (const word of words.slice(0, WORDS)) {
      const term = this.numberOf(word)
      if (term === undefined) continue
      terms.push(term)
      this.turnsWith[term]?.push(turn)
      length += this.piecesIn[term] ?? 0
    }
    this.termsIn.push(Int32Array.from(terms))
    this.lengths.push(length)
    this.size += BYTES.term + terms.length * BYTES.place
  }

  /** The number of a term; none for a new one where there are too many. */
  private numberOf(word: string): number | undefined {
    const known = this.numbers.get(word)
    if (known !== undefined) return known
    if (word.length > LETTERS) return this.numberOf(word.slice(0, LETTERS))
    if (this.termsWith.size > PIECES) return undefined
    const term = apart(word)
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
    this.size += BYTES.term + pieces.size * BYTES.piece
    return number
  }

  /** So many documents with a text's words, best first. */
  search(text: string, carried: Carried, constants: Constants, count: number): number[] {
    const bm25 = new Bm25(carried, constants, this.lengths)
    const wanted = new Set(termsOf(text).flatMap(piecesOfTerm))
    for (const piece of wanted) bm25.add(1, this.turnsWithPiece(piece))
    for (const piece of new Set(this.telling(bm25.scores, carried).flatMap(piecesOfTerm)))
      if (!wanted.has(piece)) bm25.add(FEEDBACK.weight, this.turnsWithPiece(piece))
    return bestOf(bm25.scores, count)
  }

  private turnsWithPiece(piece: string): number[][] {
    return (this.termsWith.get(piece) ?? []).map((term) => this.turnsWith[term] ?? [])
  }

  /** The terms of the best documents that tell most. */
  private telling(scores: Float64Array, { starts, into, shares }: Carried): string[] {
    const best = new Set(bestOf(scores, FEEDBACK.documents))
    const told = new Map<number, number>()
    for (const [turn, terms] of this.termsIn.entries()) {
      for (let at = starts[turn] ?? 0; at < (starts[turn + 1] ?? 0); at++) {
        if (shares[at] !== 1 || !best.has(into[at] ?? 0)) continue
        for (const term of terms) told.set(term, (told.get(term) ?? 0) + this.idf(term))
      }
    }
    const telling = [...told].toSorted(([, a], [, b]) => b - a).slice(0, FEEDBACK.terms)
    return telling.map(([term]) => this.terms[term] ?? "")
  }

  private idf(term: number): number {
    return idfOf(this.turnsWith[term]?.length ?? 0, this.lengths.length)
  }
}

/** From so many letters on V8 does not copy what is cut out of a text, but holds the whole text for it. */
const SLICED = 13

/** A word by itself. */
function apart(word: string): string {
  return word.length < SLICED ? word : Buffer.from(word, "utf16le").toString("utf16le")
}
