import "server-only"

/** How soon more of the same piece tells nothing more, and how much the length of a document counts. */
export type Constants = { k1: number; b: number }

/**
 * Which turns count in which documents, and how much: 1 in their own, less where they are neighbours. Those of turn n stand from
 * `starts[n]` up to `starts[n + 1]`.
 */
export type Carried = {
  documents: number
  starts: Int32Array
  into: Int32Array
  shares: Float64Array
}

/**
 * Scores documents that carry the words of several turns (BM25; Robertson and Zaragoza, "The Probabilistic Relevance
 * Framework", 2009). Flat arrays: a chat of 10,000 turns is gone through for every piece of a question.
 */
export class Bm25 {
  readonly scores: Float64Array
  private readonly counts: Uint16Array
  private readonly held: Float64Array
  /** For each document what its length makes of `k1`. */
  private readonly saturation: Float64Array

  /** `lengths`: pieces of each turn. */
  constructor(
    private readonly carried: Carried,
    private readonly constants: Constants,
    lengths: number[],
  ) {
    const { documents } = carried
    this.scores = new Float64Array(documents)
    this.held = new Float64Array(documents)
    this.counts = new Uint16Array(lengths.length)
    this.saturation = this.saturations(lengths)
  }

  private saturations(lengths: number[]): Float64Array {
    const { documents, starts, into, shares } = this.carried
    const { k1, b } = this.constants
    const sums = new Float64Array(documents)
    for (let turn = 0; turn < lengths.length; turn++)
      for (let at = starts[turn] ?? 0; at < (starts[turn + 1] ?? 0); at++)
        more(sums, into[at] ?? 0, (shares[at] ?? 0) * (lengths[turn] ?? 0))
    const average = sums.reduce((sum, length) => sum + length, 0) / Math.max(documents, 1) || 1
    return sums.map((length) => k1 * (1 - b + (b * length) / average))
  }

  /** Adds what one piece says. `turnsWith`: lists of the turns it is in, each as often as it is. */
  add(weight: number, turnsWith: number[][]): void {
    const touched = this.hold(this.count(turnsWith))
    const idf = weight * idfOf(touched.length, this.carried.documents) * (this.constants.k1 + 1)
    for (const document of touched) {
      const held = this.held[document] ?? 0
      more(this.scores, document, (idf * held) / (held + (this.saturation[document] ?? 0)))
      this.held[document] = 0
    }
  }

  private count(turnsWith: number[][]): number[] {
    const counted: number[] = []
    for (const turns of turnsWith)
      for (const turn of turns) {
        if (this.counts[turn] === 0) counted.push(turn)
        this.counts[turn] = (this.counts[turn] ?? 0) + 1
      }
    return counted
  }

  private hold(counted: number[]): number[] {
    const { starts, into, shares } = this.carried
    const touched: number[] = []
    for (const turn of counted) {
      const count = this.counts[turn] ?? 0
      this.counts[turn] = 0
      for (let at = starts[turn] ?? 0; at < (starts[turn + 1] ?? 0); at++) {
        const document = into[at] ?? 0
        const share = shares[at] ?? 0
        if (this.held[document] === 0) touched.push(document)
        // Of a neighbour each word counts once.
        more(this.held, document, share === 1 ? count : share)
      }
    }
    return touched
  }
}

/** What is found in few documents tells more. */
export function idfOf(found: number, documents: number): number {
  return Math.log(1 + (documents - found + 0.5) / (found + 0.5))
}

/** So many documents with the highest scores above 0, best first. */
export function bestOf(scores: Float64Array, count: number): number[] {
  const least = scores.toSorted().at(-count) ?? 0
  const found: number[] = []
  scores.forEach((score, document) => {
    if (score > 0 && score >= least) found.push(document)
  })
  return found.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0)).slice(0, count)
}

function more(numbers: Float64Array, at: number, by: number): void {
  numbers[at] = (numbers[at] ?? 0) + by
}
