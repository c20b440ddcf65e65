import "server-only"
import { byteLength, isBlank, makeStorable, splitAtCodePoint } from "@/lib/text"
import { countTokens } from "./tokens"

/** Characters looked at in one step, so that one huge piece is cut near the limit and not dropped whole. */
const STEP = 64

/**
 * The text of one reply on its way from the model: whole code points, storable, and never more than `limit` tokens
 * whatever the provider sends. `full` says that the limit was reached, `empty` that no word has come yet.
 */
export class ReplyText {
  full = false
  empty = true
  /** Half a surrogate pair, waiting for its other half. */
  #half = ""
  #counted = 0
  #uncounted = ""

  constructor(
    readonly limit: number,
    readonly onText: (text: string) => void,
  ) {}

  push(piece: string): void {
    let waiting = this.#half + piece
    while (waiting.length > 0 && !this.full) {
      const [whole, half] = splitAtCodePoint(waiting.slice(0, STEP))
      if (whole === "") break
      waiting = half + waiting.slice(STEP)
      this.#pass(makeStorable(whole))
    }
    this.#half = waiting
  }

  /** What came so far was not the reply. */
  startOver(): void {
    this.full = false
    this.empty = true
    this.#half = this.#uncounted = ""
    this.#counted = 0
  }

  #pass(text: string): void {
    if (!this.#fits(text)) {
      this.full = true
      return
    }
    if (!isBlank(text)) this.empty = false
    if (text !== "") this.onText(text)
  }

  /** Bytes bound tokens from above, so most steps need no counting. */
  #fits(text: string): boolean {
    this.#uncounted += text
    if (this.#counted + byteLength(this.#uncounted) <= this.limit) return true
    this.#counted += countTokens(this.#uncounted)
    this.#uncounted = ""
    return this.#counted <= this.limit
  }
}
