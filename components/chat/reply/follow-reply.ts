import type { UIMessageChunk } from "ai"
import { listMessages } from "@/lib/actions/chat"
import type { ChatMessage, MessageMetadata } from "@/lib/types"
import { chatWords } from "@/lib/words/chat"
import { call, Refused } from "../../call"
import { tryCookie } from "../../cookie"
import { onTryNow, pause, pauseBefore } from "../../line"
import { textOf } from "../conversation/messages"
import { holdsStream, isVisible, shareStream, takeVacantStream } from "./one-stream"
import { readEvents } from "./read-events"

/** The reply is no longer the chat's newest: the chat went on, or began again there, in another tab. */
export class Replaced extends Error {
  override readonly name = "Replaced"
}

/** Milliseconds between two looks of a tab without the stream: as long as it is seen, and while it is not. */
const LOOK = 900
const LOOK_UNSEEN = 10_000

/** A stream silent for this long (ms) is tried anew when there is reason to; the server says something more often. */
const STALE = 4000

/**
 * A running reply as it grows from what is had of it until it has ended, however often the connection breaks in
 * between: by the one stream this browser has, or while another tab has that, by looking now and then. It never gives
 * up; leaving does not stop the reply. Throws `Refused` when the chat is gone, `Replaced` when it went on without it.
 */
export async function* followReply(
  chatId: string,
  reply: ChatMessage,
  signal: AbortSignal,
): AsyncGenerator<ChatMessage, void> {
  const turns = takeTurns(signal)
  let had = reply
  let tries = 0
  try {
    while (isRunning(had)) {
      const turn = turns.next()
      const streams = holdsStream()
      try {
        for await (const grown of connect(chatId, had, streams, turn, turns.heard)) {
          had = grown
          yield grown
        }
        tries = 0
      } catch (error) {
        if (signal.aborted || error instanceof Refused || error instanceof Replaced) throw error
        if (!turn.aborted) tries++
      }
      if (isRunning(had)) await untilNextTurn(turns, turn.aborted, tries)
    }
  } finally {
    turns.end()
  }
}

type Turns = ReturnType<typeof takeTurns>

/** Splits the time into turns: one ends when the stream is given or taken, or when it is silent and there is reason to doubt it. */
function takeTurns(signal: AbortSignal) {
  let turn = new AbortController()
  let heardAt = Date.now()
  const endTurn = () => turn.abort()
  const stopSharing = shareStream(endTurn)
  const stopTrying = onTryNow(() => {
    if (navigator.onLine === false || Date.now() - heardAt > STALE) endTurn()
  })
  signal.addEventListener("abort", endTurn)
  return {
    next(): AbortSignal {
      turn = new AbortController()
      if (signal.aborted) turn.abort()
      heardAt = Date.now()
      return turn.signal
    },
    heard() {
      heardAt = Date.now()
    },
    end() {
      stopSharing()
      stopTrying()
      signal.removeEventListener("abort", endTurn)
    },
  }
}

async function untilNextTurn(turns: Turns, wasEnded: boolean, tries: number): Promise<void> {
  if (wasEnded && holdsStream()) return
  const turn = turns.next()
  if (tries > 0) return pauseBefore(tries, turn)
  if (holdsStream()) return pauseBefore(1, turn)
  await pause(isVisible() ? LOOK : LOOK_UNSEEN, turn)
  takeVacantStream()
}

/** One connection's worth of a reply; of one that has ended meanwhile, what was stored. */
async function* connect(
  chatId: string,
  had: ChatMessage,
  streams: boolean,
  signal: AbortSignal,
  heard: () => void,
): AsyncGenerator<ChatMessage, void> {
  const path = `/api/chats/${chatId}/reply?after=${textOf(had).length}${streams ? "" : "&wait=0"}`
  const response = await fetch(path, { signal })
  if (response.status === 404) {
    await tryCookie()
    throw new Refused({ code: "not_found", message: chatWords.trouble.goneMeanwhile })
  }
  if (response.status === 204) return yield await stored(chatId, had)
  if (response.status !== 200 || !response.body)
    throw new Error(`The reply's address said ${response.status}.`)
  let reply = had
  for await (const { data, id } of readEvents(response.body, heard)) {
    const chunk = JSON.parse(data)
    if (chunk.type === "start" && chunk.messageId !== had.id) return yield await stored(chatId, had)
    const grown = grow(reply, chunk)
    // What was stored counts, should the words have begun anew while this tab did not follow.
    if (!isRunning(grown) && id && Number(id) !== textOf(grown).length) return yield await stored(chatId, had)
    if (grown !== reply) yield grown
    if (!isRunning(grown)) return
    reply = grown
  }
}

async function stored(chatId: string, had: ChatMessage): Promise<ChatMessage> {
  const { messages } = await call(() => listMessages({ chatId }))
  const reply = messages.find(({ id }) => id === had.id)
  if (!reply) throw new Replaced()
  return isRunning(reply) ? had : reply
}

function isRunning(reply: ChatMessage): boolean {
  return reply.metadata?.status === "running"
}

function grow(reply: ChatMessage, chunk: UIMessageChunk<MessageMetadata>): ChatMessage {
  if (chunk.type === "text-delta")
    return { ...reply, parts: [{ type: "text", text: textOf(reply) + chunk.delta }] }
  if (chunk.type === "reasoning-start" && !textOf(reply))
    return { ...reply, parts: [{ type: "reasoning", text: "", state: "streaming" }] }
  if (chunk.type === "data-start-over") return { ...reply, parts: [], metadata: withoutSources(reply) }
  if (chunk.type === "message-metadata" || chunk.type === "finish")
    return { ...reply, metadata: withOwnVersion(chunk.messageMetadata, reply) }
  return reply
}

/** Which version it is is known from the beginning, and not said again. */
function withOwnVersion(
  said: MessageMetadata | undefined,
  { metadata }: ChatMessage,
): MessageMetadata | undefined {
  if (!said) return metadata
  return metadata?.version ? { ...said, version: metadata.version } : said
}

function withoutSources({ metadata }: ChatMessage): MessageMetadata | undefined {
  return metadata && { ...metadata, sources: undefined }
}
