import "server-only"
import type { UIMessageChunk } from "ai"
import type { MessageMetadata } from "@/lib/types"
import type { ReplyEvent } from "./replies"

/** A comment line this often (ms) keeps proxies from closing a silent stream. */
const KEEP_ALIVE = 15_000
const TEXT = "text"

/**
 * A reply as server-sent events of AI SDK UI-message chunks. The `id` of a text event is the number of UTF-16 units
 * delivered so far: the `after` of whoever comes back. Reads on only as fast as the reader takes.
 */
export function eventStream(reply: AsyncGenerator<ReplyEvent>): Response {
  const encoder = new TextEncoder()
  let timer: NodeJS.Timeout | undefined
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      timer = setInterval(() => controller.enqueue(encoder.encode(": still here\n\n")), KEEP_ALIVE)
    },
    async pull(controller) {
      const { done, value } = await reply.next()
      if (!done) return controller.enqueue(encoder.encode(toEvents(value)))
      clearInterval(timer)
      controller.close()
    },
    async cancel() {
      clearInterval(timer)
      await reply.return(undefined)
    },
  })
  return new Response(stream, { headers })
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
  const ending =
    toEvent({ type: "text-end", id: TEXT }) + toEvent({ type: "finish", messageMetadata: event.metadata })
  return `${ending}data: [DONE]\n\n`
}

function toEvent(chunk: Chunk, id?: number): string {
  return `${id === undefined ? "" : `id: ${id}\n`}data: ${JSON.stringify(chunk)}\n\n`
}
