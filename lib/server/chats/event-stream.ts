import "server-only"
import type { UIMessageChunk } from "ai"
import type { MessageMetadata } from "@/lib/types"
import { countFollower } from "../replies/metrics"

/** What a follower gets: the message's id once, then that the model thinks, then its text in pieces and what that cites, then how it ended. */
export type ReplyEvent =
  | { type: "start"; messageId: string }
  /** `seq`: UTF-16 units of the reply's text up to the end of this piece. */
  | { type: "text"; text: string; seq: number }
  /** Before text that cites more passages than what came before: all that it cites so far. */
  | { type: "sources"; metadata: MessageMetadata }
  /** No word has come yet, but the model thinks. */
  | { type: "thinking" }
  /** The text begins anew: whatever came before was no part of it. */
  | { type: "start-over" }
  /** `seq`: as above, of the whole text, so that a follower who has another one notices. */
  | { type: "end"; metadata: MessageMetadata; seq: number }

/** A comment line this often (ms) keeps proxies from closing a silent stream, and tells its reader that the line holds. */
const KEEP_ALIVE = 3000
const SILENCE = "silence"
const TEXT = "text"
const THOUGHTS = "thoughts"

/**
 * A reply as server-sent events of AI SDK UI-message chunks. The `id` of a text event is the number of UTF-16 units
 * delivered so far: the `after` of a follower that comes back. Reads on only as fast as the reader takes; `signal`: the reader is gone.
 */
export function eventStream(events: AsyncGenerator<ReplyEvent>, signal: AbortSignal): Response {
  const reply = countFollower(events, signal)
  const encoder = new TextEncoder()
  let next: Promise<IteratorResult<ReplyEvent>> | undefined
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      next ??= reply.next()
      const result = await orSilence(next)
      if (result === SILENCE) return controller.enqueue(encoder.encode(": still here\n\n"))
      next = undefined
      if (result.done) return controller.close()
      controller.enqueue(encoder.encode(toEvents(result.value)))
    },
    async cancel() {
      await reply.return(undefined)
    },
  })
  return new Response(stream, { headers })
}

/** The same events, as many as there are without waiting: a short answer, no stream. */
export async function eventsSoFar(events: AsyncGenerator<ReplyEvent>): Promise<Response> {
  let body = ""
  for await (const event of events) body += toEvents(event)
  return new Response(body, { headers })
}

/** Its timer lives only while the stream is read: a stream that failed or is never read (HEAD) leaves nothing behind. */
async function orSilence<T>(next: Promise<T>): Promise<T | typeof SILENCE> {
  const silence = Promise.withResolvers<typeof SILENCE>()
  const timer = setTimeout(silence.resolve, KEEP_ALIVE, SILENCE)
  try {
    return await Promise.race([next, silence.promise])
  } finally {
    clearTimeout(timer)
  }
}

const headers = {
  "Content-Type": "text/event-stream; charset=utf-8",
  // no-transform: compression makes token streams larger and holds them back.
  "Cache-Control": "private, no-store, no-transform",
  "X-Accel-Buffering": "no",
  "X-Vercel-AI-UI-Message-Stream": "v1",
}

type Chunk = UIMessageChunk<MessageMetadata>

function toEvents(event: ReplyEvent): string {
  if (event.type === "text") return toEvent({ type: "text-delta", id: TEXT, delta: event.text }, event.seq)
  if (event.type === "start")
    return toEvent({ type: "start", messageId: event.messageId }) + toEvent({ type: "text-start", id: TEXT })
  if (event.type === "thinking")
    return (
      toEvent({ type: "reasoning-start", id: THOUGHTS }) + toEvent({ type: "reasoning-end", id: THOUGHTS })
    )
  if (event.type === "start-over") return toEvent({ type: "data-start-over", data: {}, transient: true })
  if (event.type === "sources") return toEvent({ type: "message-metadata", messageMetadata: event.metadata })
  const finish = toEvent({ type: "finish", messageMetadata: event.metadata }, event.seq)
  const ending = toEvent({ type: "text-end", id: TEXT }) + finish
  return `${ending}data: [DONE]\n\n`
}

function toEvent(chunk: Chunk, id?: number): string {
  return `${id === undefined ? "" : `id: ${id}\n`}data: ${JSON.stringify(chunk)}\n\n`
}
