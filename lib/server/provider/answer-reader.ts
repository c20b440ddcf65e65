import "server-only"
import { createParser, type EventSourceMessage } from "eventsource-parser"
import type { FailureCode } from "@/lib/types"
import { ProviderError, providerError, refusalOf } from "./provider-error"
import { type Said, type Usage, understand } from "./said"

/** How an answer ended; undefined when it is whole. */
export type AnswerError = ProviderError | undefined

/**
 * Reads the answer to a chat completion from the text of a response, however it is cut and whatever it is called: events,
 * or one piece of JSON. Skips what it does not understand.
 */
export class AnswerReader {
  usage: Usage | undefined
  /** Nothing more is to come. */
  ended = false
  #finish: string | undefined
  #error: ProviderError | undefined
  #done = false
  #texts = 0
  #refused = false
  #tool = false
  #unreadable = false
  /** Beginning of the body until it is known what it is; then all of it, unless it is events. */
  #body = ""
  #isEvents = false
  /** It is events indeed. */
  #speaks = false
  readonly #parser = createParser({
    onEvent: (event) => this.#hear(event),
    onComment: () => {
      this.#speaks = true
    },
  })

  constructor(readonly onSaid: (said: Said) => void) {}

  /** Whether the model said that it is at its end: only numbers may follow. */
  get finished(): boolean {
    return this.#finish !== undefined
  }

  push(text: string): void {
    if (this.#isEvents) this.#parser.feed(text)
    else this.#recognise(text)
  }

  #recognise(text: string): void {
    this.#body += text
    const first = this.#body.trimStart().charAt(0)
    if (first === "<") this.#fail(new ProviderError("wrong_address", undefined, "html"))
    else if (first === "{" || first === "[") this.#readWhole()
    else if (first !== "") {
      this.#isEvents = true
      this.#parser.feed(this.#body)
    }
  }

  /** Says how it ended, after the last text: `broke` when the connection did not end properly. */
  end(broke: boolean): AnswerError {
    if (this.#isEvents) this.#parser.feed("\n\n")
    if (this.#body.trim() && !this.#speaks && !this.ended) this.#unreadable = true
    if (this.#error) return this.#error
    const failure = this.#failure(broke)
    return failure && new ProviderError(failure)
  }

  #hear({ event, data }: EventSourceMessage): void {
    this.#speaks = true
    if (this.ended || data.trim() === "") return
    const pieces = parse(data)
    if (event === "error") this.#fail(providerError(refusalOf(undefined, pieces?.[0] ?? data)))
    else if (pieces) for (const piece of pieces) this.#take(piece)
    else if (!event || event === "message") this.#unreadable = true
  }

  #readWhole(): void {
    const pieces = /[\]}]\s*$/.test(this.#body) ? parse(this.#body) : undefined
    if (!pieces) return
    for (const piece of pieces) this.#take(piece)
    this.#done = true
    this.#unreadable = this.#texts === 0 && !this.finished
    this.ended = true
  }

  #take(piece: unknown): void {
    if (this.ended) return
    if (piece === DONE) {
      this.#done = true
      this.ended = true
      return
    }
    const said = understand(piece)
    if (said.error && !this.finished) this.#fail(providerError(refusalOf(undefined, piece)))
    // Some repeat the whole answer at its end.
    const text = said.whole && this.#texts > 0 ? "" : said.text
    if (text) this.#texts++
    this.#refused ||= said.refused
    this.#tool ||= said.tool
    this.#finish = said.finish ?? this.#finish
    this.usage = said.usage ?? this.usage
    this.onSaid({ ...said, text })
  }

  #fail(error: ProviderError): void {
    this.#error = error
    this.ended = true
  }

  #failure(broke: boolean): FailureCode | undefined {
    const hasText = this.#texts > 0
    if (this.#refused) return "refused"
    if (this.#tool && !hasText) return "tool_call"
    if (this.#finish) return FINISHES.find(([pattern]) => pattern.test(this.#finish ?? ""))?.[1]
    if (this.#unreadable && !(this.#done && hasText)) return "garbled"
    if (this.#done) return undefined
    return !broke && !hasText && this.#body === "" && !this.#isEvents ? "empty" : "cut_off"
  }
}

/** What providers call an end that is no good one. */
const FINISHES: [RegExp, FailureCode][] = [
  [/length|max_?(output_)?tokens/i, "length"],
  [/filter|safety|prohibited|blocklist|recitation|sensitive/i, "filtered"],
  [/refus/i, "refused"],
  [/tool|function/i, "tool_call"],
  [/error|abort|insufficient_system_resource/i, "provider_error"],
]

/** What stands behind the last piece. */
const DONE = "[DONE]"

/** One piece of JSON, or several a line each, as some servers forget the empty line between events. */
function parse(data: string): unknown[] | undefined {
  if (data.trim().replaceAll('"', "").toUpperCase() === DONE) return [DONE]
  try {
    return [JSON.parse(data)]
  } catch {
    const lines = data.split("\n").filter((line) => line.trim() !== "")
    const pieces = lines.length > 1 ? lines.flatMap((line) => parse(line) ?? []) : []
    return pieces.length > 0 ? pieces : undefined
  }
}
