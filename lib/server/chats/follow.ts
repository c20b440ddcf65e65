import "server-only"
import { setTimeout as delay } from "node:timers/promises"
import { orAborted } from "../http/until-left"
import { isNewest } from "../messages/messages"
import { orLeaving } from "../process"
import { findReply } from "../replies/lease"
import type { Run } from "../replies/run"
import { forgetRun, runKey, runs } from "../replies/running"
import type { Session } from "../sessions/session"
import type { ReplyEvent } from "./event-stream"
import { followJournal } from "./follow-journal"

/** Text that comes within so many milliseconds is one piece: a hundred pieces a second hold up a telephone. */
const PIECE = 30

/** Where a follower is: the units of text it has, whether it knows that the model thinks, of how many sources, and of which beginning. */
type Position = { seq: number; thinking: boolean; cited: number; startedOver: number }

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
  // The process that writes it may be followed from elsewhere as well.
  return followJournal(session, chatId, reply.messageId, after, orLeaving(signal))
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

/** Follows a reply that this process writes, from UTF-16 unit `after` on, until it ends or `signal` is aborted. */
async function* followRun(run: Run, after: number, signal: AbortSignal): AsyncGenerator<ReplyEvent> {
  yield { type: "start", messageId: run.lease.messageId }
  const enough = new AbortController()
  void orAborted(run.ended, signal).then(() => enough.abort())
  // A follower that comes back may have words from before the text began anew.
  const startedOver = after > 0 ? 0 : run.startedOver
  const position: Position = { seq: after, thinking: false, cited: 0, startedOver }
  for (;;) {
    const changed = run.changed
    const event = nextEvent(run, position)
    if (event?.type === "end") forgetRun(runKey(run.lease.session, run.lease.chatId), run)
    if (event) yield event
    if (event?.type === "end") return
    if (event?.type === "text") await delay(PIECE, undefined, { signal: enough.signal }).catch(() => {})
    if (event) continue
    if (signal.aborted) return
    await orAborted(changed, signal)
  }
}

/** What a follower at this position has to be told next, and the position after it. Undefined: it knows everything. */
function nextEvent(run: Run, position: Position): ReplyEvent | undefined {
  if (run.startedOver !== position.startedOver) {
    Object.assign(position, { startedOver: run.startedOver, seq: 0, cited: 0 })
    return { type: "start-over" }
  }
  if (run.thinking && !position.thinking && run.text === "" && !run.metadata) {
    position.thinking = true
    return { type: "thinking" }
  }
  if (run.sources.length > position.cited && !run.metadata) {
    position.cited = run.sources.length
    return { type: "sources", metadata: run.soFar }
  }
  if (run.text.length > position.seq) {
    const text = run.text.slice(position.seq)
    position.seq = run.text.length
    return { type: "text", text, seq: position.seq }
  }
  if (run.metadata) return { type: "end", metadata: run.metadata, seq: run.text.length }
}
