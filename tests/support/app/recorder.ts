import { setTimeout as delay } from "node:timers/promises"
import { EventSourceParserStream } from "eventsource-parser/stream"
import type { Conversation } from "./client"

/** What a follower is shown of a reply, and when (`performance.now()`). */
export type Recorded = {
  /** Everything shown until that moment. */
  textAt: (time: number) => string
  /** Breaks the line off, and gives everything that was shown over it. */
  leave: () => string
  /** Resolves when the stream has ended, however it did: with the status it told, if it came to that; `idle`: nothing is being written any more. */
  ended: Promise<string | undefined>
}

/** Follows a reply from `after` on, as a page does. */
export function recordReply({ chatId, cookie }: Conversation, app: string, after = 0): Recorded {
  let pieces: { at: number; text: string }[] = []
  const leaving = new AbortController()
  const follow = async () => {
    let status: string | undefined
    const response = await fetch(`${app}/api/chats/${chatId}/reply?after=${after}`, {
      headers: { cookie },
      signal: leaving.signal,
    })
    if (response.status === 204) return "idle"
    if (!response.body) return undefined
    const events = response.body
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream())
    for await (const { data } of events) {
      if (data === "[DONE]") break
      const chunk = JSON.parse(data)
      if (chunk.type === "text-delta") pieces.push({ at: performance.now(), text: chunk.delta })
      if (chunk.type === "finish") status = chunk.messageMetadata.status
    }
    return status
  }
  return {
    textAt: (time) =>
      pieces
        .filter(({ at }) => at <= time)
        .map(({ text }) => text)
        .join(""),
    leave: () => {
      leaving.abort()
      const shown = pieces.map(({ text }) => text).join("")
      pieces = []
      return shown
    },
    ended: follow().catch(() => undefined),
  }
}

/** A message as its owner takes it along. */
export type Stored = { role: string; status: string; failure: string | null; text: string | null }

/** The messages of a conversation, by the export of its visitor. */
export async function storedMessages(conversation: Conversation, app: string): Promise<Stored[]> {
  const { cookie, chatId } = conversation
  const response = await fetch(`${app}/api/my-data`, { headers: { cookie } })
  // A visitor takes two copies at once at most.
  if (response.status === 429) {
    await delay(100)
    return storedMessages(conversation, app)
  }
  const taken = await response.json()
  return taken.chats?.find(({ id }: { id: string }) => id === chatId)?.messages ?? []
}
