import "server-only"
import { Unavailable } from "./client"

/** Statements under way at once, and items in one statement. */
const IN_FLIGHT = 2
const ITEMS = 64

type Waiting<Item, Result> = {
  item: Item
  resolve: (result: Result) => void
  reject: (error: unknown) => void
}

/**
 * Merges writes of different chats that wait for the database at the same moment into one statement and one commit.
 * An item that finds the database free goes alone and at once. `run` gives one result for each item, in order; when it
 * throws for several together, each is run by itself, so that one item's trouble stays its own; the database's is everybody's.
 */
export class Batch<Item, Result> {
  readonly #waiting: Waiting<Item, Result>[] = []
  #inFlight = 0

  constructor(private readonly run: (items: Item[]) => Promise<Result[]>) {}

  /** Runs one item, in whatever company; throws what `run` throws for it. */
  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject })
      void this.#next()
    })
  }

  async #next(): Promise<void> {
    if (this.#inFlight >= IN_FLIGHT || this.#waiting.length === 0) return
    this.#inFlight++
    await this.#runBatch(this.#waiting.splice(0, ITEMS))
    this.#inFlight--
    void this.#next()
  }

  async #runBatch(batch: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.run(batch.map(({ item }) => item))
      batch.forEach(({ resolve }, at) => {
        resolve(results[at] as Result)
      })
    } catch (error) {
      const isOfOne = batch.length > 1 && !(error instanceof Unavailable)
      if (isOfOne) await Promise.all(batch.map((one) => this.#runBatch([one])))
      else for (const { reject } of batch) reject(error)
    }
  }
}

/** An array as Postgres reads it. For ids, numbers, hex and plain words: nothing that would need quoting but no text at all. */
export function arrayLiteral(values: (string | number | boolean | null)[]): string {
  return `{${values.map((value) => (value === "" ? '""' : (value ?? "NULL"))).join(",")}}`
}
