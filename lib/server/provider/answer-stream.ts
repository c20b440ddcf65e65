import "server-only"
import { setTimeout as pause } from "node:timers/promises"
import { AnswerReader } from "./answer-reader"
import type { Exchange } from "./exchange"
import type { Said } from "./said"

/** Milliseconds in which numbers may follow after the model's last word; many servers leave the line open then. */
const GRACE = 1_000
const LATE = "late"

/**
 * The response of any server that means to speak chat completions, as events of the one form that the AI SDK reads. How
 * the answer ended stands in the exchange, which hears of every sign of life.
 */
export function wellFormed(response: Response, exchange: Exchange): Response {
  const events = eventsOf(response, exchange)
  const body = new ReadableStream<string>({
    async pull(controller) {
      const { done, value } = await events.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
  })
  return new Response(body.pipeThrough(new TextEncoderStream()), {
    headers: { "content-type": "text/event-stream" },
  })
}

async function* eventsOf({ body }: Response, exchange: Exchange): AsyncGenerator<string> {
  let heard: Said[] = []
  const answer = new AnswerReader((said) => heard.push(said))
  const take = () => {
    const events = heard.flatMap((said) => eventOf(said, exchange))
    heard = []
    return events
  }
  const source = new Source(body)
  while (!answer.ended) {
    const text = await source.next(answer.finished)
    if (text === undefined) break
    exchange.alive()
    answer.push(text)
    yield* take()
  }
  source.leave()
  exchange.end(answer.end(source.broke), answer.usage)
  yield* take()
  yield toEvent({ index: 0, delta: {}, finish_reason: "stop" })
}

/** The text of a body as it arrives. */
class Source {
  /** The connection did not end properly. */
  broke = false
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  readonly #decoder = new TextDecoder()

  constructor(body: ReadableStream<Uint8Array<ArrayBuffer>> | null) {
    this.#reader = body?.getReader()
  }

  /** Undefined at the end; with `hurry` also when nothing comes soon. */
  async next(hurry: boolean): Promise<string | undefined> {
    const read = await (hurry ? orLate(this.#read()) : this.#read())
    return read === LATE || read.done ? undefined : this.#decoder.decode(read.value, { stream: true })
  }

  /** A connection that ends by itself soon serves for the next question, too; any other is closed. */
  async leave(): Promise<void> {
    await orLate(this.#rest())
    await this.#reader?.cancel().catch(() => {})
  }

  async #rest(): Promise<void> {
    while (!(await this.#read()).done);
  }

  async #read(): Promise<ReadableStreamReadResult<Uint8Array>> {
    try {
      return (await this.#reader?.read()) ?? END
    } catch {
      this.broke = true
      return END
    }
  }
}

const END = { done: true, value: undefined } as const

function orLate<T>(work: Promise<T>): Promise<T | typeof LATE> {
  return Promise.race([work, pause<typeof LATE>(GRACE, LATE, { ref: false })])
}

function eventOf({ text, thinking }: Said, exchange: Exchange): string[] {
  if (thinking && !text) exchange.thinking()
  return text ? [toEvent({ index: 0, delta: { content: text } })] : []
}

function toEvent(choice: object): string {
  return `data: ${JSON.stringify({ choices: [choice] })}\n\n`
}
