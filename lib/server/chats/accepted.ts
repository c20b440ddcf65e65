import "server-only"
import { LRUCache } from "lru-cache"
import type { Left } from "@/lib/types"
import type { Refused } from "@/lib/words/refusals"
import { buildPrompt } from "../context/prompt"
import { keepInMind } from "../context/remembered"
import { inUsualTime } from "../db/client"
import { env } from "../env"
import type { Used } from "../limits/allowance"
import type { ConflictRow } from "../messages/conflict"
import type { PlacedTurn, TurnRow } from "../messages/history"
import { rememberHistory } from "../messages/history-cache"
import type { Turn } from "../model/prompt"
import { noteVisit, perProcess } from "../process"
import { recallElsewhere } from "../recall/across"
import { noteSaid, recall, withoutForgotten } from "../recall/recall"
import type { Lease } from "../replies/lease"
import type { Job } from "../replies/write"
import { endOfSession } from "../sessions/lifetime"
import type { Session } from "../sessions/session"
import { findSummary } from "../summaries/summaries"
import { summarise } from "../summaries/write"
import { log } from "../telemetry/log"

/** An accepted message. `job` is there for exactly one of several equal calls: it has to start the reply. */
export type Accepted = {
  ok: true
  replyId: string
  /** When the chat will be gone, unless something is written before. */
  keptUntil: Date
  /** The title of the chat, when this message began it. */
  title?: string
  job?: Job
  /** What its visitor has used up of their limits with it, and what is left, when that is little. */
  use?: Used
  left?: Left
}

/** Replies that this process has accepted and begins, by their epochs; milliseconds after which they have long begun. */
const accepted = perProcess("accepted", () => new LRUCache<string, true>({ max: 10_000, ttl: 30_000 }))

/** Notes that a reply was accepted here. */
export function noteAccepted({ epoch }: Lease): void {
  accepted.set(epoch, true)
}

/** Whether the reply of this epoch was accepted here. */
export function isAccepted(epoch: string | null): boolean {
  return epoch !== null && accepted.has(epoch)
}

/** The answer to a call that was accepted before; refused when that was in another chat. */
export function acceptedBefore(
  { knownChat, knownReply }: ConflictRow,
  chatId: string,
  keptUntil: Date,
): Accepted | Refused {
  return knownChat === chatId && knownReply ? { ok: true, replyId: knownReply, keptUntil } : TAKEN
}

const TAKEN: Refused = { ok: false, error: { code: "invalid", about: "other_chat" } }

/** When the chat a message was just accepted in will be gone. Accepting is activity: a temporary chat starts its time anew. */
export function endOfChat(session: Session, temporary = false): Date {
  const end = endOfSession(session)
  const ofTemporary = new Date(Date.now() + env().TEMPORARY_RETENTION * 1000)
  return temporary && ofTemporary < end ? ofTemporary : end
}

/** The reply to be written: `message` is the one to be answered, `before` what was read of the chat, newest first; `revision` is null when nothing may be remembered. */
export function newJob(
  lease: Lease,
  { at, revision, branch }: { at: Date; revision: number | null; branch: number | null },
  message: PlacedTurn,
  before: PlacedTurn[],
): Job {
  const { session, chatId } = lease
  const chat = { session, chatId, revision: revision && revision - 1, newest: before }
  const earlier = withoutForgotten(before.toReversed()).flatMap(({ role, text }) =>
    role === "user" ? [text] : [],
  )
  // Of what a provider was not shown it need not fit.
  let fits = true
  noteAccepted(lease)
  noteVisit()
  return {
    lease,
    createdAt: at,
    prompt: ({ systemPrompt }) =>
      buildPrompt(systemPrompt, message, {
        earlier,
        elsewhere: (question) => unlessHeldUp(() => recallElsewhere(session, chatId, question)),
        recall: async (question, room) => {
          const said = await recall(chat, question, room)
          fits = !said.recalled
          return fits
            ? said
            : { ...said, summary: await unlessHeldUp(() => findSummary(session, chatId, message.position)) }
        },
      }),
    remember: (reply) => {
      if (revision === null || branch === null) return false
      const position = message.position + 1
      const answer = reply.text ? [{ ...reply, position, at }] : []
      noteSaid(chat, revision, [message, ...answer])
      const turns = [...answer, message, ...before]
      rememberHistory(session, chatId, { revision, branch, position, newest: lease.messageId, turns })
      return !fits
    },
    condense: async () => {
      if (revision === null) return
      const asking = await summarise({ session, chatId, revision })
      await keepInMind(session, chatId, asking)
    },
  }
}

/** What an answer can do without: it is not waited for as the rest is. */
function unlessHeldUp<T>(find: () => Promise<T | undefined>): Promise<T | undefined> {
  return inUsualTime(find).catch((error: unknown) => {
    log().error({ error }, "an answer goes without a part of what was said")
    return undefined
  })
}

/** A message as the model is shown it. */
export function turnOf({ text, tokens }: { text: string; tokens: number }): Turn {
  return { role: "user", text, tokens }
}

/** Where the message `messageId` stands in a chat of which `rows` are the newest, whether or not it is among them. */
export function positionAfter(rows: TurnRow[], messageId: string): number {
  const [newest] = rows
  if (!newest) return 1
  return newest.id === messageId ? newest.position : newest.position + 1
}
