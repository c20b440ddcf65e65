import "server-only"
import { v7 as uuidv7 } from "uuid"
import { titleFrom } from "@/lib/text"
import type { Refused } from "@/lib/words/refusals"
import { titleAssociatedData } from "../crypto/associated-data"
import { seal } from "../crypto/seal"
import { isHeldUp } from "../db/codes"
import type { Allowance, Used } from "../limits/allowance"
import type { LastSeen } from "../messages/conflict"
import { openTurns } from "../messages/history"
import { forgetHistory, recallHistory } from "../messages/history-cache"
import { insertMessage, type NewChat, type NewMessage } from "../messages/insert"
import { insertMessageFast } from "../messages/insert-fast"
import { textRefusal } from "../messages/validate"
import { countTokens } from "../model/tokens"
import { newLease } from "../replies/lease"
import { countMessage } from "../replies/metrics"
import type { Job } from "../replies/write"
import type { Session } from "../sessions/session"
import { withinLimits } from "../spending/spending"
import { type Accepted, acceptedBefore, endOfChat, newJob, positionAfter, turnOf } from "./accepted"
import { type Decided, resolveConflicts, unlessTaken } from "./conflict"

/** A message as it is sent. `language`: the one of the visitor's browser, for the counters. */
type Sent = {
  chatId: string
  messageId: string
  text: string
  temporary?: boolean
  language?: string
  lastSeen?: LastSeen
}

/**
 * Stores a message and its running reply in one statement. Repeatable: the same `messageId` again finds the reply that
 * was already begun. Refuses with `not_found` when the session is gone, or a chat of which something was seen, `changed`
 * when something else than what was seen last is the chat's newest message, `busy` while another reply of the chat runs,
 * `limited` when its visitor or the site has used up what there is for now, and texts that cannot be stored.
 */
export async function sendMessage(session: Session, sent: Sent): Promise<Accepted | Refused> {
  const error = textRefusal(sent.text)
  if (error) return { ok: false, error }
  // Before it is stored: what is told must not be later than what is.
  const keptUntil = endOfChat(session, sent.temporary)
  return withinLimits(session, { chatId: sent.chatId, id: sent.messageId }, async (allowance) => {
    const message = newMessage(session, sent, allowance)
    return (await insertFast(message, keptUntil)) ?? insert(session, sent, message, keptUntil)
  })
}

function newMessage(session: Session, sent: Sent, allowance: Allowance): NewMessage {
  const { chatId, messageId, text, language, lastSeen } = sent
  const lease = newLease(session, chatId, uuidv7())
  return { lease, messageId, text, tokens: countTokens(text), language, lastSeen, allowance }
}

/** The short way: after the remembered history, without reading. */
async function insertFast(message: NewMessage, keptUntil: Date): Promise<Accepted | undefined> {
  const { lease, lastSeen } = message
  const history = recallHistory(lease.session, lease.chatId)
  // What was not seen is looked for in the database, where it is decided.
  if (!history || (lastSeen !== undefined && lastSeen !== history.newest)) return undefined
  const row = await insertMessageFast(message, history).catch((error) =>
    // The long way waits for it, alone.
    isHeldUp(error) ? undefined : unlessTaken(error),
  )
  if (!row) {
    forgetHistory(lease.session, lease.chatId)
    return undefined
  }
  const turn = { ...turnOf(message), position: history.position + 1, at: row.startedAt }
  const { branch } = history
  const job = newJob(
    lease,
    { at: row.startedAt, revision: history.revision + 1, branch },
    turn,
    history.turns,
  )
  return accept(job, keptUntil, row)
}

/** The long way: reads how the chat stands, and begins it with its first message. */
async function insert(
  session: Session,
  sent: Sent,
  message: NewMessage,
  keptUntil: Date,
): Promise<Accepted | Refused> {
  const title = titleFrom(sent.text)
  const chat = newChat(session, sent, title)
  const decided = await resolveConflicts(message, (lease) => insertMessage({ ...message, lease }, chat))
  if (!decided.ok) return decided
  const { first, lease } = decided
  if (first.knownChat) return acceptedBefore(first, sent.chatId, keptUntil)
  return accept(jobOf({ ...message, lease }, decided), keptUntil, first, first.created ? title : undefined)
}

function newChat(session: Session, { chatId, temporary = false }: Sent, title: string): NewChat {
  return { title: seal(session.key, titleAssociatedData(session, chatId), title), temporary }
}

function jobOf(message: NewMessage, { first, rows }: Decided): Job {
  const { lease, messageId } = message
  // A repeated call reads its own message back.
  const before = rows.filter((row) => row.id !== messageId)
  const turn = { ...turnOf(message), position: positionAfter(rows, messageId), at: first.at }
  return newJob(lease, first, turn, openTurns(lease.session, before))
}

function accept(job: Job, keptUntil: Date, use: Used, title?: string): Accepted {
  countMessage()
  return { ok: true, replyId: job.lease.messageId, keptUntil, title, job, use }
}
