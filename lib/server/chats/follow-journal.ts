import "server-only"
import type { MessageMetadata } from "@/lib/types"
import { nextSignal } from "../db/listen"
import { aborted } from "../http/until-left"
import { findMessage } from "../messages/messages"
import { hasThought, REPLY_CHANNEL } from "../replies/journal"
import { watchReply } from "../replies/lease"
import type { Session } from "../sessions/session"
import type { ReplyEvent } from "./event-stream"

/** Followers in other processes look at the journal at least this often, so that a lost signal only costs time. */
const POLL = 500

/** Where a follower is; `cited`: how many sources it knows of; `wasShorter`: the last look found less text than it has. */
type Position = { seq: number; thinking: boolean; cited: number; wasShorter: boolean }

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
  const left = aborted(signal)
  const position: Position = { seq: after, thinking: false, cited: 0, wasShorter: false }
  for (;;) {
    const woken = nextSignal(REPLY_CHANNEL, messageId, POLL)
    const seen = await look(session, chatId, messageId)
    if (!seen) return
    if (isMoving(seen, position)) continue
    yield* news(seen, position, () => hasThought(session, chatId))
    if (seen.metadata.status !== "running" || signal.aborted) return
    await Promise.race([woken, left])
  }
}

async function look(session: Session, chatId: string, messageId: string): Promise<Seen | undefined> {
  const message = await findMessage(session, chatId, messageId)
  if (!message?.metadata) return undefined
  const text = message.parts.map((part) => (part.type === "text" ? part.text : "")).join("")
  return { text, metadata: message.metadata }
}

/**
 * Less text than before is, once, the moment in which it leaves the journal for the message: looked at again, it is there.
 * Twice, the text began anew.
 */
function isMoving({ text, metadata }: Seen, position: Position): boolean {
  const isShorter = text.length < position.seq && metadata.status === "running"
  position.wasShorter = isShorter && !position.wasShorter
  return position.wasShorter
}

/** What is new to a follower at this position, which moves along. */
async function* news(
  { text, metadata }: Seen,
  position: Position,
  thinks: () => Promise<boolean>,
): AsyncGenerator<ReplyEvent> {
  if (text.length < position.seq) {
    Object.assign(position, { seq: 0, cited: 0 })
    yield { type: "start-over" }
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
