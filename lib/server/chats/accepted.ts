import "server-only"
import { LRUCache } from "lru-cache"
import type { Refused } from "@/lib/words/refusals"
import { env } from "../env"
import type { ConflictRow } from "../messages/conflict"
import { perProcess } from "../process"
import type { Lease } from "../replies/lease"
import type { Job } from "../replies/write"
import { endOfSession } from "../sessions/lifetime"
import type { Session } from "../sessions/session"

/** An accepted message. `job` is there for exactly one of several equal calls: it has to start the reply. */
export type Accepted = {
  ok: true
  replyId: string
  /** When the chat will be gone, unless something is written before. */
  keptUntil: Date
  /** The title of the chat, when this message began it. */
  title?: string
  job?: Job
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
