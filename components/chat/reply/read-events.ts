import { type EventSourceMessage, EventSourceParserStream } from "eventsource-parser/stream"
import { lineFailed, lineHolds } from "../../line"

// The server says something at least every 3 seconds; a connection silent for longer than this has died unnoticed.
const SILENCE_MS = 8000

/** The server-sent events of a response body; errors when the connection breaks or falls silent. `heard`: something came. */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  heard: () => void,
): AsyncGenerator<EventSourceMessage, void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const watched = new TransformStream<Uint8Array, BufferSource>({
    start: watch,
    transform(bytes, controller) {
      heard()
      lineHolds()
      watch(controller)
      controller.enqueue(new Uint8Array(bytes))
    },
  })
  function watch(controller: TransformStreamDefaultController<BufferSource>): void {
    clearTimeout(timer)
    timer = setTimeout(() => {
      lineFailed(Date.now() - SILENCE_MS)
      controller.error(new Error("The connection fell silent."))
    }, SILENCE_MS)
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
