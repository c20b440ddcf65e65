import "server-only"
import { setTimeout as pause } from "node:timers/promises"
import type { MessageMetadata } from "@/lib/types"
import { nextSignal } from "../db/listen"
import { orAborted } from "../http/until-left"
import { findMessage } from "../messages/messages"
import { hasThought, REPLY_CHANNEL } from "../replies/journal"
import { watchReply } from "../replies/lease"
import type { Session } from "../sessions/session"
import type { ReplyEvent } from "./event-stream"

/** Followers in other processes look at the journal at least this often, so that a lost signal only costs time. */
const POLL = 500

/** The next look after one that found less than the follower has: it may have been on its way into the message. */
const SOON = 100

/** Where a follower is: the units of text it has, of which beginning, whether it knows that the model thinks, and of how many sources. */
type Position = { seq: number; startedOver: number; thinking: boolean; cited: number }

type Seen = { text: string; metadata: MessageMetadata }

/** Follows a reply that another process writes, from UTF-16 unit `after` on, until it ends or `signal` is aborted. */
export async function* followJournal(
  session: Session,
  chatId: string,
  messageId: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<ReplyEvent> {
  yield { type: "start", messageId }
  if (!signal.aborted) await watchReply(session, chatId)
  // A follower that comes back may have words from before the text began anew.
  const position: Position = { seq: after, startedOver: 0, thinking: false, cited: 0 }
  for (;;) {
    const woken = nextSignal(REPLY_CHANNEL, messageId, POLL)
    const seen = await look(session, chatId, messageId)
    if (!seen) return
    yield* news(seen, position, () => hasThought(session, chatId))
    if (seen.metadata.status !== "running" || signal.aborted) return
    const isBehind = seen.text.length < position.seq
    await orAborted(isBehind ? Promise.race([woken, pause(SOON)]) : woken, signal)
  }
}

async function look(session: Session, chatId: string, messageId: string): Promise<Seen | undefined> {
  const message = await findMessage(session, chatId, messageId)
  if (!message?.metadata) return undefined
  const text = message.parts.map((part) => (part.type === "text" ? part.text : "")).join("")
  return { text, metadata: message.metadata }
}

/** What is new to a follower at this position, which moves along. */
async function* news(
  { text, metadata }: Seen,
  position: Position,
  thinks: () => Promise<boolean>,
): AsyncGenerator<ReplyEvent> {
  const { startedOver = 0 } = metadata
  const isRunning = metadata.status === "running"
  // While it is being written less text than it has is only not written down yet, or on its way into the message.
  if (isRunning ? startedOver !== position.startedOver : text.length < position.seq) {
    if (position.seq > 0) yield { type: "start-over" }
    Object.assign(position, { seq: 0, cited: 0, startedOver })
  }
  if (text === "" && metadata.status === "running" && !position.thinking && (await thinks())) {
    position.thinking = true
    yield { type: "thinking" }
  }
  const cited = metadata.sources?.length ?? 0
  if (cited > position.cited && metadata.status === "running") {
    position.cited = cited
    yield { type: "sources", metadata }
  }
  if (text.length > position.seq) {
    const piece = text.slice(position.seq)
    position.seq = text.length
    yield { type: "text", text: piece, seq: position.seq }
  }
  if (metadata.status !== "running") yield { type: "end", metadata, seq: text.length }
}
