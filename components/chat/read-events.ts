import { type EventSourceMessage, EventSourceParserStream } from "eventsource-parser/stream"

// The server says something at least every 15 seconds; a connection silent for longer than this has died unnoticed.
const SILENCE_MS = 40_000

/** The server-sent events of a response body; errors when the connection breaks or falls silent. */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<EventSourceMessage, void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const watched = new TransformStream<Uint8Array, BufferSource>({
    start: watch,
    transform(bytes, controller) {
      watch(controller)
      controller.enqueue(new Uint8Array(bytes))
    },
  })
  function watch(controller: TransformStreamDefaultController<BufferSource>): void {
    clearTimeout(timer)
    timer = setTimeout(() => controller.error(new Error("The connection fell silent.")), SILENCE_MS)
  }
  const reader = body
    .pipeThrough(watched)
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
    .getReader()
  try {
    for (let event = await reader.read(); !event.done; event = await reader.read()) yield event.value
  } finally {
    clearTimeout(timer)
    await reader.cancel().catch(() => {})
  }
}
