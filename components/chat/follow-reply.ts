import type { UIMessageChunk } from "ai"
import { listMessages } from "@/lib/actions/chat"
import type { ChatMessage, MessageMetadata } from "@/lib/types"
import { call, Refused } from "../call"
import { tryCookie } from "../cookie"
import { textOf } from "./messages"
import { readEvents } from "./read-events"

// Milliseconds before each further try to connect; anything that arrives starts the row again.
const PAUSES = [250, 750, 2000, 4000, 8000, 15_000]

/**
 * A running reply as it grows from what is had of it until it has ended, however often the connection breaks in
 * between. Leaving does not stop the reply. Throws after about 30 seconds without a connection.
 */
export async function* followReply(
  chatId: string,
  reply: ChatMessage,
  signal: AbortSignal,
): AsyncGenerator<ChatMessage, void> {
  let had = reply
  for (let tries = 0; had.metadata?.status === "running"; tries++) {
    if (tries > PAUSES.length) throw new Error("No connection to the reply.")
    if (tries > 0) await pause(PAUSES[tries - 1] ?? 0, signal)
    try {
      for await (const grown of connect(chatId, had, signal)) {
        had = grown
        tries = 0
        yield grown
      }
    } catch (error) {
      if (signal.aborted || error instanceof Refused) throw error
    }
  }
}

/** One connection's worth of a reply; of one that has ended meanwhile, what was stored. */
async function* connect(
  chatId: string,
  had: ChatMessage,
  signal: AbortSignal,
): AsyncGenerator<ChatMessage, void> {
  const response = await fetch(`/api/chats/${chatId}/reply?after=${textOf(had).length}`, { signal })
  if (response.status === 404) {
    await tryCookie()
    throw new Refused({ code: "not_found", message: GONE })
  }
  if (response.status === 204) yield* stored(chatId, had.id)
  if (response.status !== 200 || !response.body) return
  let reply = had
  for await (const { data } of readEvents(response.body)) {
    const grown = grow(reply, JSON.parse(data))
    if (grown !== reply) yield grown
    if (grown.metadata?.status !== "running") return
    reply = grown
  }
}

const GONE = "This chat no longer exists. Start a new one."

async function* stored(chatId: string, replyId: string): AsyncGenerator<ChatMessage, void> {
  const { messages } = await call(() => listMessages({ chatId }))
  const reply = messages.find(({ id }) => id === replyId)
  if (reply && reply.metadata?.status !== "running") yield reply
}

function grow(reply: ChatMessage, chunk: UIMessageChunk<MessageMetadata>): ChatMessage {
  if (chunk.type === "text-delta")
    return { ...reply, parts: [{ type: "text", text: textOf(reply) + chunk.delta }] }
  if (chunk.type === "finish" && chunk.messageMetadata) return { ...reply, metadata: chunk.messageMetadata }
  return reply
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener("abort", () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
