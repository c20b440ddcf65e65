import "server-only"
import type { Export } from "./export"

/** An export as JSON, in pieces of one page of messages at most, one message a line. */
export async function* jsonOf({ session, chats }: Export): AsyncGenerator<string> {
  yield `{"session":${JSON.stringify(session)},"chats":[`
  let isFirst = true
  for await (const { messages, ...chat } of chats) {
    yield `${isFirst ? "" : ","}\n${JSON.stringify(chat).slice(0, -1)},"messages":[`
    yield* linesOf(messages)
    yield "]}"
    isFirst = false
  }
  yield "]}\n"
}

async function* linesOf(pages: AsyncIterable<object[]>): AsyncGenerator<string> {
  let separator = "\n"
  for await (const page of pages) {
    yield separator + page.map((message) => JSON.stringify(message)).join(",\n")
    separator = ",\n"
  }
}
