import "server-only"
import type { Refused } from "@/lib/words/refusals"
import { forgetMemory } from "../context/recall"
import type { Allowance } from "../limits/allowance"
import type { LastSeen } from "../messages/conflict"
import { openTurns, type PlacedTurn } from "../messages/history"
import { forgetHistory } from "../messages/history-cache"
import { openBody } from "../messages/messages"
import { type Rewind, rewindChat } from "../messages/rewind"
import { textRefusal } from "../messages/validate"
import { countTokens } from "../model/tokens"
import { type Lease, newLease } from "../replies/lease"
import { interruptReply } from "../replies/recover"
import type { Session } from "../sessions/session"
import { type Accepted, acceptedBefore, endOfChat, newJob } from "./accepted"
import { NOT_FOUND, resolveConflicts } from "./conflict"
import { withinLimits } from "./spending"

/** A message to be answered again: with a reply `replyId`, and new words when `text` is given. */
type Again = {
  chatId: string
  messageId: string
  replyId: string
  text?: string
  temporary?: boolean
  lastSeen?: LastSeen
}

/**
 * Answers a message again, with new words when `text` is given: what followed it is removed and a new running reply
 * stored, in one statement. Repeatable by `replyId`. Refuses like `sendMessage`.
 */
export async function regenerateReply(session: Session, again: Again): Promise<Accepted | Refused> {
  const { text } = again
  const error = text === undefined ? undefined : textRefusal(text)
  if (error) return { ok: false, error }
  return withinLimits(session, { chatId: again.chatId, id: again.replyId }, (allowance) =>
    rewind(session, again, allowance),
  )
}

async function rewind(session: Session, again: Again, allowance: Allowance): Promise<Accepted | Refused> {
  const { chatId, replyId, text, temporary } = again
  const message = rewindOf(session, again, allowance)
  const keptUntil = endOfChat(session, temporary)
  forgetHistory(session, chatId)
  const decided = await resolveConflicts(message, (lease) => rewindChat({ ...message, lease }))
  if (!decided.ok) return decided
  const { first, rows, lease } = decided
  if (first.knownChat) return acceptedBefore(first, chatId, keptUntil)
  const [row, ...before] = rows
  if (!first.accepted || !row) return NOT_FOUND
  const words = text ?? openBody(session, row)
  if (!words) return refuseUnreadable(lease)
  const turn: PlacedTurn = {
    role: "user",
    text: words,
    tokens: message.tokens || row.tokens,
    position: row.position,
    at: row.createdAt,
  }
  // Now, while no other reply of the chat can begin: what is remembered of it holds what was taken away.
  forgetMemory(session, chatId)
  const job = newJob(lease, first, turn, openTurns(session, before))
  return { ok: true, replyId, keptUntil, job, use: first }
}

function rewindOf(session: Session, again: Again, allowance: Allowance): Rewind {
  const { chatId, messageId, replyId, text, lastSeen } = again
  const tokens = text === undefined ? 0 : countTokens(text)
  return { lease: newLease(session, chatId, replyId), messageId, text, tokens, lastSeen, allowance }
}

/** Without the message there is nothing to answer: its reply, which has begun already, ends. */
async function refuseUnreadable(lease: Lease): Promise<Refused> {
  await interruptReply(lease, "")
  return { ok: false, error: { code: "malformed", about: "unreadable" } }
}
