import "server-only"
import { setTimeout as delay } from "node:timers/promises"
import type { MessageMetadata } from "@/lib/types"
import { nextSignal } from "../db/listen"
import { findMessage, isNewest } from "../messages/messages"
import { hasThought, REPLY_CHANNEL } from "../replies/journal"
import { findReply, watchReply } from "../replies/lease"
import type { Run } from "../replies/run"
import { forgetRun, runKey, runs } from "../replies/running"
import type { Session } from "../sessions/session"

/** What a follower gets: the message's id once, then that the model thinks, then its text in pieces, then how it ended. */
export type ReplyEvent =
  | { type: "start"; messageId: string }
  /** `seq`: UTF-16 units of the reply's text up to the end of this piece. */
  | { type: "text"; text: string; seq: number }
  /** No word has come yet, but the model thinks. */
  | { type: "thinking" }
  /** The text begins anew: whatever came before was no part of it. */
  | { type: "start-over" }
  /** `seq`: as above, of the whole text, so that whoever has another one notices. */
  | { type: "end"; metadata: MessageMetadata; seq: number }

/** Text that comes within so many milliseconds is one piece: a hundred pieces a second hold up a telephone. */
const PIECE = 30

/** Followers in other processes look at the journal at least this often, so that a lost signal only costs time. */
const POLL = 500

/**
 * Follows the reply of a chat from UTF-16 unit `after` on, wherever it is being written, until `signal` says to wait no
 * longer: aborted from the beginning, it gives what there is and ends. `idle` when nothing runs (a reply that just ended
 * here can be followed once more), undefined for an unknown or another visitor's chat.
 */
export async function followReply(
  session: Session,
  chatId: string,
  after: number,
  signal: AbortSignal,
): Promise<AsyncGenerator<ReplyEvent> | "idle" | undefined> {
  const run = runs.get(runKey(session, chatId))
  // One that ended here is old news when the chat went on, or was deleted, in another process.
  if (run && (!run.metadata || (await isNewest(session, chatId, run.lease.messageId)))) {
    return followRun(run, after, signal)
  }
  const reply = await findReply(session, chatId)
  if (!reply) return undefined
  if (!reply.messageId || !reply.isAlive) return "idle"
  return followJournal(session, chatId, reply.messageId, after, signal)
}

/** Follows a reply this process is writing at this moment, without asking the database. Undefined when it writes none. */
export function followHere(
  session: Session,
  chatId: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<ReplyEvent> | undefined {
  const run = runs.get(runKey(session, chatId))
  return run && !run.metadata ? followRun(run, after, signal) : undefined
}

async function* followRun(run: Run, after: number, signal: AbortSignal): AsyncGenerator<ReplyEvent> {
  yield { type: "start", messageId: run.lease.messageId }
  const left = aborted(signal)
  const enough = new AbortController()
  void Promise.race([run.over, left]).then(() => enough.abort())
  let seq = after
  let thinking = false
  // Whoever comes back may have words from before it began anew.
  let startedOver = after > 0 ? 0 : run.startedOver
  for (;;) {
    const changed = run.changed
    if (run.startedOver !== startedOver) {
      startedOver = run.startedOver
      seq = 0
      yield { type: "start-over" }
    } else if (run.thinking && !thinking && run.text === "" && !run.metadata) {
      thinking = true
      yield { type: "thinking" }
    } else if (run.text.length > seq) {
      const text = run.text.slice(seq)
      seq = run.text.length
      yield { type: "text", text, seq }
      await delay(PIECE, undefined, { signal: enough.signal }).catch(() => {})
    } else if (run.metadata) {
      forgetRun(runKey(run.lease.session, run.lease.chatId), run)
      return yield { type: "end", metadata: run.metadata, seq: run.text.length }
    } else if (signal.aborted) {
      return
    } else {
      await Promise.race([changed, left])
    }
  }
}

async function* followJournal(
  session: Session,
  chatId: string,
  messageId: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<ReplyEvent> {
  yield { type: "start", messageId }
  if (!signal.aborted) await watchReply(session, chatId)
  const left = aborted(signal)
  let seq = after
  let thinking = false
  let wasShorter = false
  for (;;) {
    const woken = nextSignal(REPLY_CHANNEL, messageId, POLL)
    const message = await findMessage(session, chatId, messageId)
    if (!message?.metadata) return
    const whole = message.parts.map((part) => (part.type === "text" ? part.text : "")).join("")
    // Once may be the moment in which the text leaves the journal for the message: looked at again, it is there.
    const isShorter = whole.length < seq
    if (isShorter && message.metadata.status === "running" && !wasShorter) {
      wasShorter = true
      continue
    }
    wasShorter = false
    if (isShorter) {
      seq = 0
      yield { type: "start-over" }
    }
    const isSilent = whole === "" && message.metadata.status === "running"
    if (isSilent && !thinking && (await hasThought(session, chatId))) {
      thinking = true
      yield { type: "thinking" }
    }
    if (whole.length > seq) {
      yield { type: "text", text: whole.slice(seq), seq: whole.length }
      seq = whole.length
    }
    if (message.metadata.status !== "running")
      return yield { type: "end", metadata: message.metadata, seq: whole.length }
    if (signal.aborted) return
    await Promise.race([woken, left])
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }))
}
