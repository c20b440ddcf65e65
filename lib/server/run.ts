import "server-only"
import type { MessageMetadata } from "@/lib/types"
import type { Ending, Lease } from "./journal"

/** Why a run was broken off before the model was done. */
export type StopReason = "stopped" | "interrupted"

/** One reply being written in this process: its text so far, whoever wants to hear of it, and how it ended. */
export class Run {
  text = ""
  stopReason: StopReason | undefined
  /** Set when the reply has been stored. */
  metadata: MessageMetadata | undefined
  readonly #abort = new AbortController()
  readonly #written = Promise.withResolvers<void>()
  readonly #over = Promise.withResolvers<void>()
  #change = Promise.withResolvers<void>()
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
  get over(): Promise<void> {
    return this.#over.promise
  }

  append(text: string): void {
    if (this.stopReason) return
    this.text += text
    this.#announce()
  }

  stop(reason: StopReason): void {
    if (!this.#writing) return
    this.stopReason ??= reason
    this.#abort.abort()
  }

  finishWriting(): void {
    this.#writing = false
    this.#written.resolve()
  }

  /** Waits until the next flush is due (milliseconds) and says whether words may still come. */
  async isWriting(pause: number): Promise<boolean> {
    const timer = Promise.withResolvers<void>()
    const handle = setTimeout(timer.resolve, pause)
    await Promise.race([timer.promise, this.#written.promise])
    clearTimeout(handle)
    return this.#writing
  }

  end({ status, failure }: Ending): void {
    this.metadata = { status, createdAt: this.createdAt.toISOString(), ...(failure && { failure }) }
    this.#announce()
    this.#over.resolve()
  }

  #announce(): void {
    this.#change.resolve()
    this.#change = Promise.withResolvers<void>()
  }
}
