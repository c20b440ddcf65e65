import "server-only"
import type { MessageMetadata } from "@/lib/types"
import type { Work } from "./accept"
import { complete, type Ending } from "./complete"
import { buildContext } from "./context"
import { findReply, flush, requestStop, watchReply } from "./journal"
import { log } from "./log"
import { findMessage, isNewest } from "./messages"
import { generate, type Outcome } from "./models"
import { Run } from "./run"
import type { Session } from "./session"
import { nextSignal } from "./signals"
import { countTokens } from "./tokens"

/** What a follower gets: the message's id once, then its text in pieces, then how it ended. */
export type ReplyEvent =
  | { type: "start"; messageId: string }
  /** `seq`: UTF-16 units of the reply's text up to the end of this piece. */
  | { type: "text"; text: string; seq: number }
  | { type: "end"; metadata: MessageMetadata }

/** Milliseconds after which a lease is renewed at the latest; a stop asked for elsewhere is noticed then, too. */
const RENEW = 800
/** Followers in other processes look at the journal at least this often, so that a lost signal only costs time. */
const POLL = 500
/** How long an ended reply waits for its first follower. */
const GRACE = 30_000

/** Next may load this module more than once; the process still has one set of running replies. */
const held = globalThis as typeof globalThis & { alcoveRuns?: Map<string, Run> }
held.alcoveRuns ??= new Map()
const runs = held.alcoveRuns

const keyOf = (session: { id: string }, chatId: string) => `${session.id}/${chatId}`

/**
 * Writes one reply from the first word to the stored message, detached from any request. Never throws: what goes wrong
 * becomes the reply's ending. The returned promise is for `after()`, so that the process is kept alive for it.
 */
export async function startReply(work: Work): Promise<void> {
  const { lease } = work
  const run = new Run(lease, work.createdAt)
  const key = keyOf(lease.session, lease.chatId)
  runs.set(key, run)
  const keeping = keepLease(run)
  const outcome = await write(run, work)
  run.finishWriting()
  await keeping
  await store(run, outcome, work)
  setTimeout(() => forget(key, run), GRACE).unref()
}

/**
 * Follows the reply of a chat from UTF-16 unit `after` on, wherever it is being written. `idle` when nothing runs (a
 * reply that just ended here can be followed once more), undefined for an unknown or another visitor's chat.
 */
export async function followReply(
  session: Session,
  chatId: string,
  after: number,
  signal: AbortSignal,
): Promise<AsyncGenerator<ReplyEvent> | "idle" | undefined> {
  const run = runs.get(keyOf(session, chatId))
  // One that ended here is old news when the chat went on, or was deleted, in another process.
  if (run && (!run.metadata || (await isNewest(session, chatId, run.lease.messageId)))) {
    return followRun(run, after, signal)
  }
  const reply = await findReply(session, chatId)
  if (!reply) return undefined
  if (!reply.message_id || !reply.alive) return "idle"
  return followJournal(session, chatId, reply.message_id, after, signal)
}

/** Follows a reply this process is writing at this moment, without asking the database. Undefined when it writes none. */
export function followHere(
  session: Session,
  chatId: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<ReplyEvent> | undefined {
  const run = runs.get(keyOf(session, chatId))
  return run && !run.metadata ? followRun(run, after, signal) : undefined
}

/** Stops the reply of a chat, wherever it is being written; what has arrived is kept. No reply is no error. */
export async function stopReply(session: Session, chatId: string): Promise<void> {
  const run = runs.get(keyOf(session, chatId))
  if (run && !run.metadata) run.stop("stopped")
  else await requestStop(session, chatId)
}

/** Breaks off the reply of a chat that was deleted. */
export function abandonReply(session: Session, chatId: string): void {
  runs.get(keyOf(session, chatId))?.stop("interrupted")
}

/** Breaks off and forgets every reply of a visitor who erased everything. */
export function abandonReplies(session: { id: string }): void {
  for (const [key, run] of [...runs]) {
    if (!key.startsWith(keyOf(session, ""))) continue
    run.stop("interrupted")
    runs.delete(key)
  }
}

/** Breaks off every reply of this process and stores what has arrived; for an orderly shutdown. */
export async function interruptReplies(): Promise<void> {
  const open = [...runs.values()]
  for (const run of open) run.stop("interrupted")
  await Promise.all(open.map((run) => run.over))
}

async function write(run: Run, { question, history }: Work): Promise<Outcome> {
  try {
    const prompt = await buildContext(question, history)
    return await generate(prompt, run.signal, (text) => run.append(text))
  } catch (error) {
    log().error({ error, message: run.lease.messageId }, "reply failed")
    return { failure: "provider_error" }
  }
}

/** Journals what arrives and renews the lease until the run has its last word; notices a stop asked for elsewhere. */
async function keepLease(run: Run): Promise<void> {
  let flushed = 0
  while (await run.untilFlush(RENEW)) {
    const text = run.text.slice(flushed)
    const state = await flush(run.lease, text ? { text, seq: run.text.length } : undefined).catch(
      () => undefined,
    )
    if (!state) return run.stop("interrupted")
    if (state.stop) run.stop("stopped")
    flushed += text.length
  }
}

async function store(run: Run, outcome: Outcome, { remember }: Work): Promise<void> {
  const ending = endingOf(run, outcome)
  const kept = await complete(run.lease, ending).catch((error: unknown) => {
    log().error({ error, message: run.lease.messageId }, "reply could not be stored")
    return false
  })
  log().info(
    { message: run.lease.messageId, status: ending.status, failure: ending.failure, tokens: ending.tokens },
    "reply",
  )
  if (kept) remember({ role: "assistant", text: ending.text, tokens: ending.tokens })
  run.end(kept ? ending : { ...ending, status: "interrupted", failure: undefined })
}

function endingOf(run: Run, { failure }: Outcome): Ending {
  const text = run.text
  const base = { text, tokens: countTokens(text) }
  if (run.stopReason) return { ...base, status: run.stopReason }
  if (failure === undefined || failure === "length") return { ...base, status: "complete", failure }
  return { ...base, status: "failed", failure }
}

function forget(key: string, run: Run): void {
  if (runs.get(key) === run) runs.delete(key)
}

async function* followRun(run: Run, after: number, signal: AbortSignal): AsyncGenerator<ReplyEvent> {
  yield { type: "start", messageId: run.lease.messageId }
  const left = aborted(signal)
  let seq = after
  while (!signal.aborted) {
    const changed = run.changed
    if (run.text.length > seq) {
      const text = run.text.slice(seq)
      seq = run.text.length
      yield { type: "text", text, seq }
    } else if (run.metadata) {
      forget(keyOf(run.lease.session, run.lease.chatId), run)
      return yield { type: "end", metadata: run.metadata }
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
  await watchReply(session, chatId)
  const left = aborted(signal)
  let seq = after
  while (!signal.aborted) {
    const woken = nextSignal(messageId, POLL)
    const message = await findMessage(session, chatId, messageId)
    if (!message?.metadata) return
    const whole = message.parts.map((part) => (part.type === "text" ? part.text : "")).join("")
    if (whole.length > seq) {
      yield { type: "text", text: whole.slice(seq), seq: whole.length }
      seq = whole.length
    }
    if (message.metadata.status !== "running") return yield { type: "end", metadata: message.metadata }
    await Promise.race([woken, left])
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }))
}
