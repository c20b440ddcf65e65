import "server-only"

/** How soon more of the same piece tells nothing more, and how much the length of a document counts. */
export type Constants = { k1: number; b: number }

/** For each turn the documents that it counts in, and how much: 1 in its own, less where it is a neighbour. */
export type Carried = [document: number, share: number][][]

/**
 * Scores documents that carry the words of several turns (BM25; Robertson and Zaragoza, "The Probabilistic Relevance
 * Framework", 2009).
 */
export class Bm25 {
  private readonly lengths: Float64Array
  private readonly average: number
  private readonly held: Float64Array

  /** `lengths`: pieces of each turn. */
  constructor(
    private readonly constants: Constants,
    private readonly carried: Carried,
    readonly documents: number,
    lengths: number[],
  ) {
    this.lengths = new Float64Array(documents)
    this.held = new Float64Array(documents)
    carried.forEach((into, turn) => {
      for (const [document, share] of into) more(this.lengths, document, share * (lengths[turn] ?? 0))
    })
    this.average = this.lengths.reduce((sum, length) => sum + length, 0) / Math.max(documents, 1) || 1
  }

  /** Adds what one piece says, which is in these turns so often. */
  add(scores: Float64Array, weight: number, counts: Map<number, number>): void {
    const { k1, b } = this.constants
    const touched = this.hold(counts)
    const idf = weight * idfOf(touched.length, this.documents)
    for (const document of touched) {
      const held = this.held[document] ?? 0
      const length = (this.lengths[document] ?? 0) / this.average
      more(scores, document, (idf * held * (k1 + 1)) / (held + k1 * (1 - b + b * length)))
      this.held[document] = 0
    }
  }

  private hold(counts: Map<number, number>): number[] {
    const touched: number[] = []
    for (const [turn, count] of counts)
      for (const [document, share] of this.carried[turn] ?? []) {
        if (this.held[document] === 0) touched.push(document)
        // Of a neighbour each word counts once.
        more(this.held, document, share === 1 ? count : share)
      }
    return touched
  }
}

/** What is found in few documents tells more. */
export function idfOf(found: number, documents: number): number {
  return Math.log(1 + (documents - found + 0.5) / (found + 0.5))
}

function more(numbers: Float64Array, at: number, by: number): void {
  numbers[at] = (numbers[at] ?? 0) + by
}
