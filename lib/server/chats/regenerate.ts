import "server-only"
import { v7 as uuidv7 } from "uuid"
import type { Refused } from "@/lib/words/refusals"
import type { Allowance } from "../limits/allowance"
import type { LastSeen } from "../messages/conflict"
import { openTurns, type PlacedTurn, type TurnRow } from "../messages/history"
import { forgetHistory } from "../messages/history-cache"
import { findMessage } from "../messages/messages"
import { MOST_VERSIONS, type Rewind, type Rewording, rewindChat } from "../messages/rewind"
import { textRefusal } from "../messages/validate"
import { countTokens } from "../model/tokens"
import { forgetMemory } from "../recall/recall"
import { type Lease, newLease } from "../replies/lease"
import { interruptReply } from "../replies/recover"
import type { Session } from "../sessions/session"
import { withinLimits } from "../spending/spending"
import { type Accepted, acceptedBefore, endOfChat, newJob } from "./accepted"
import { CHANGED, NOT_FOUND, resolveConflicts } from "./conflict"

/** A message to be answered again: with a reply `replyId`; when `text` is given in new words, as the message `rewordedId`. */
type Again = {
  chatId: string
  messageId: string
  replyId: string
  text?: string
  rewordedId?: string
  temporary?: boolean
  lastSeen?: LastSeen
}

/**
 * Answers a message again, with new words when `text` is given: another version of the reply, or of the message, is begun, with
 * a new running reply, in one statement. What was there stays. Repeatable by `replyId`. Refuses like `sendMessage`, and when
 * there are as many versions as there may be.
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
  const { chatId, replyId, temporary } = again
  const message = rewindOf(session, again, allowance)
  const keptUntil = endOfChat(session, temporary)
  forgetHistory(session, chatId)
  const decided = await resolveConflicts(message, (lease) => rewindChat({ ...message, lease }))
  if (!decided.ok) return decided
  const { first, rows, lease } = decided
  if (first.knownChat) return acceptedBefore(first, chatId, keptUntil)
  if (first.full) return FULL
  const [row, ...before] = rows
  if (!first.accepted || !row) {
    // Another version of it is shown by now, or it was removed.
    const wasSeen = again.lastSeen || (await findMessage(session, chatId, again.messageId))
    return wasSeen ? CHANGED : NOT_FOUND
  }
  const turn = turnFrom(session, row, message.reworded)
  if (!turn) return refuseUnreadable(lease)
  // Now, while no other reply of the chat can begin: what is remembered of it holds what is not shown any more.
  forgetMemory(session, chatId)
  const job = newJob(lease, first, turn, openTurns(session, before))
  return { ok: true, replyId, keptUntil, job, use: first }
}

function rewindOf(session: Session, again: Again, allowance: Allowance): Rewind {
  const { chatId, messageId, replyId, text, rewordedId = uuidv7(), lastSeen } = again
  const reworded = text === undefined ? undefined : { id: rewordedId, text, tokens: countTokens(text) }
  return { lease: newLease(session, chatId, replyId), messageId, reworded, lastSeen, allowance }
}

/** What is to be answered. Undefined when its bytes do not open. */
function turnFrom(session: Session, row: TurnRow, reworded?: Rewording): PlacedTurn | undefined {
  if (!reworded) return openTurns(session, [row])[0]
  const { text, tokens } = reworded
  return { role: "user", text, tokens, position: row.position, at: row.createdAt }
}

const FULL: Refused = { ok: false, error: { code: "invalid", about: "versions", most: MOST_VERSIONS } }

/** Without the message there is nothing to answer: its reply, which has begun already, ends. */
async function refuseUnreadable(lease: Lease): Promise<Refused> {
  await interruptReply(lease, "")
  return { ok: false, error: { code: "malformed", about: "unreadable" } }
}
