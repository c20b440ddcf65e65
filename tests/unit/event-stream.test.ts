import { expect, test, vi } from "vitest"
import type { ReplyEvent } from "@/lib/server/chats/event-stream"
import { eventStream } from "@/lib/server/chats/event-stream"

vi.useFakeTimers()

test("a silent reply is kept open by a comment now and then", async () => {
  const held = Promise.withResolvers<ReplyEvent>()
  const reader = read(
    (async function* () {
      yield await held.promise
    })(),
  )
  const first = reader.read()
  await vi.advanceTimersByTimeAsync(3000)
  expect(textOf(await first)).toBe(": still here\n\n")
  held.resolve({ type: "text", text: "at last", seq: 7 })
  expect(textOf(await reader.read())).toContain("at last")
  expect(await reader.read()).toMatchObject({ done: true })
})

test("a stream that fails, and one that is not read, leave no timer behind", async () => {
  const reader = read(failing())
  await reader.read()
  await expect(reader.read()).rejects.toThrow("away")
  eventStream(unread(), new AbortController().signal)
  await vi.advanceTimersByTimeAsync(0)
  expect(vi.getTimerCount()).toBe(0)
})

async function* failing(): AsyncGenerator<ReplyEvent> {
  yield { type: "start", messageId: "m" }
  throw new Error("the database is away")
}

async function* unread(): AsyncGenerator<ReplyEvent> {
  yield { type: "start", messageId: "m" }
  yield { type: "text", text: "unread", seq: 6 }
}

function read(reply: AsyncGenerator<ReplyEvent>): ReadableStreamDefaultReader<Uint8Array> {
  return (eventStream(reply, new AbortController().signal).body as ReadableStream<Uint8Array>).getReader()
}

function textOf({ value }: { value?: Uint8Array }): string {
  return new TextDecoder().decode(value)
}
