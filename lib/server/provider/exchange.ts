import "server-only"
import type { ProviderError } from "./provider-error"
import type { Usage } from "./said"

/** How many times the patience with silence a whole answer may take. */
const LONGEST = 15

/** One question to the provider: whether it still lives, and what is known of how it ended. */
export class Exchange {
  /** How it ended; undefined until then, or when the AI SDK has to say it. */
  ending: { error: ProviderError | undefined; usage: Usage | undefined } | undefined
  readonly #silence = new AbortController()
  readonly #left = new AbortController()
  #timer: NodeJS.Timeout | undefined
  readonly #longest: NodeJS.Timeout

  /** `patience`: milliseconds in which the provider has to say something. */
  constructor(
    readonly patience: number,
    readonly onThinking: () => void,
  ) {
    this.#longest = setTimeout(() => this.#silence.abort(), LONGEST * patience)
    this.alive()
  }

  /** Aborted when the provider has been silent for longer than the patience, or never comes to an end. */
  get silence(): AbortSignal {
    return this.#silence.signal
  }

  /** Aborted when the reader has gone: nothing more is wanted. */
  get left(): AbortSignal {
    return this.#left.signal
  }

  /** A sign of life: a word, a thought, a comment of a proxy. */
  alive(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#silence.abort(), this.patience)
  }

  thinking(): void {
    this.onThinking()
  }

  end(error: ProviderError | undefined, usage: Usage | undefined): void {
    this.ending = { error, usage }
  }

  /** The reader has gone: lets go of the connection, unless the answer is at its end anyway. */
  close(): void {
    clearTimeout(this.#timer)
    clearTimeout(this.#longest)
    if (!this.ending) this.#left.abort()
  }
}
