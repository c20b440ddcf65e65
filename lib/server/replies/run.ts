import "server-only"
import type { MessageMetadata, Source } from "@/lib/types"
import type { Ending } from "./finish"
import type { Lease } from "./lease"

/** Text waits at most this long for the journal (milliseconds): what a crash can take. */
const FLUSH = 250

/** Why a run was broken off before the model was done. */
export type StopReason = "stopped" | "interrupted"

/** What a follower is told of an ending. */
type Ended = Pick<Ending, "status" | "failure" | "sources" | "unanswered"> & { condensing: boolean }

/** One reply being written in this process: its text so far, those who follow it, and how it ended. */
export class Run {
  text = ""
  /** The passages that the text cites. */
  sources: Source[] = []
  /** The model has thought, or still does. */
  thinking = false
  /** How often the text began anew. */
  startedOver = 0
  stopReason: StopReason | undefined
  /** Milliseconds from the beginning until the first words. */
  firstTokenMs: number | undefined
  /** Set when the reply has been stored. */
  metadata: MessageMetadata | undefined
  /** When it began, and when its lease was last renewed (`performance.now()`). */
  readonly began = performance.now()
  renewedAt = this.began
  readonly #abort = new AbortController()
  readonly #ended = Promise.withResolvers<void>()
  #change = Promise.withResolvers<void>()
  #due = Promise.withResolvers<void>()
  #waiting: NodeJS.Timeout | undefined
  #writing = true

  constructor(
    readonly lease: Lease,
    readonly createdAt: Date,
  ) {}

  /** Aborted when the reply is to be broken off. */
  get signal(): AbortSignal {
    return this.#abort.signal
  }

  /** Resolves at the next change after this moment. */
  get changed(): Promise<void> {
    return this.#change.promise
  }

  /** Resolves when the reply has been stored. */
  get ended(): Promise<void> {
    return this.#ended.promise
  }

  /** What is known of the reply while it is being written. */
  get soFar(): MessageMetadata {
    const { sources } = this
    return {
      status: "running",
      createdAt: this.createdAt.toISOString(),
      ...(sources.length > 0 && { sources }),
    }
  }

  append(text: string): void {
    if (this.stopReason || text === "") return
    this.firstTokenMs ??= Math.round(performance.now() - this.began)
    this.text += text
    this.#waiting ??= setTimeout(this.#due.resolve, FLUSH)
    this.#announce()
  }

  /** What the text cites, together with what is appended next. */
  cite(sources: Source[]): void {
    if (!this.stopReason && sources.length > this.sources.length) this.sources = sources
  }

  think(): void {
    if (this.thinking) return
    this.thinking = true
    this.#waiting ??= setTimeout(this.#due.resolve, FLUSH)
    this.#announce()
  }

  /** What was written so far was no part of the reply. */
  startOver(): void {
    this.text = ""
    this.sources = []
    this.firstTokenMs = undefined
    this.startedOver++
    this.#waiting ??= setTimeout(this.#due.resolve, FLUSH)
    this.#announce()
  }

  stop(reason: StopReason): void {
    if (!this.#writing) return
    this.stopReason ??= reason
    this.#abort.abort()
  }

  finishWriting(): void {
    this.#writing = false
    clearTimeout(this.#waiting)
    this.#due.resolve()
  }

  /**
   * Waits until text has been waiting for its 250 ms, or `renew` milliseconds are over, or the last word has come. Says
   * whether words may still come.
   */
  async untilFlush(renew: number): Promise<boolean> {
    const timer = setTimeout(this.#due.resolve, renew)
    if (this.#writing) await this.#due.promise
    clearTimeout(timer)
    clearTimeout(this.#waiting)
    this.#waiting = undefined
    this.#due = Promise.withResolvers<void>()
    return this.#writing
  }

  end({ status, failure, sources, unanswered, condensing }: Ended): void {
    this.metadata = {
      status,
      createdAt: this.createdAt.toISOString(),
      ...(failure && { failure }),
      ...(sources?.length && { sources }),
      ...(unanswered && { unanswered }),
      ...(condensing && { condensing }),
    }
    this.#announce()
    this.#ended.resolve()
  }

  #announce(): void {
    this.#change.resolve()
    this.#change = Promise.withResolvers<void>()
  }
}
