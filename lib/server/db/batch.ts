import "server-only"
import { Unavailable } from "./client"
import { isHeldUp } from "./codes"

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
 * An item that finds the database free goes alone and at once. `run` gives one result for each item, in order; `isShared`
 * says that others wait for it, so that it is not repeated when somebody holds one of its rows. When it throws for several
 * together, each is run by itself and in nobody's way: one item's trouble stays its own; the database's is everybody's.
 */
export class Batch<Item, Result> {
  readonly #waiting: Waiting<Item, Result>[] = []
  #inFlight = 0

  constructor(private readonly run: (items: Item[], isShared: boolean) => Promise<Result[]>) {}

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
      await this.#settle(batch, true)
    } catch (error) {
      const isOfOne = !(error instanceof Unavailable) && (batch.length > 1 || isHeldUp(error))
      for (const one of batch) {
        if (isOfOne) void this.#settle([one], false).catch(one.reject)
        else one.reject(error)
      }
    }
  }

  async #settle(batch: Waiting<Item, Result>[], isShared: boolean): Promise<void> {
    const items = batch.map(({ item }) => item)
    const results = await this.run(items, isShared)
    batch.forEach(({ resolve }, at) => {
      resolve(results[at] as Result)
    })
  }
}

/** An array as Postgres reads it. For ids, numbers, hex and plain words: nothing that would need quoting but no text at all. */
export function arrayLiteral(values: (string | number | boolean | null)[]): string {
  return `{${values.map((value) => (value === "" ? '""' : (value ?? "NULL"))).join(",")}}`
}
