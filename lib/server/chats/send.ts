import "server-only"
import { randomUUID } from "node:crypto"
import { v7 as uuidv7 } from "uuid"
import { titleFrom } from "@/lib/text"
import { titlePlace } from "../crypto/associated-data"
import { seal } from "../crypto/seal"
import { env } from "../env"
import type { AttemptRow, LastSeen } from "../messages/attempt"
import { openTurns, type PlacedTurn } from "../messages/history"
import { forgetTail, recallTail } from "../messages/history-cache"
import { type Question, storeQuestion } from "../messages/insert"
import { appendQuestion } from "../messages/insert-fast"
import { textRefusal } from "../messages/validate"
import { countTokens } from "../model/tokens"
import type { Job } from "../replies/job"
import type { Lease } from "../replies/lease"
import { countMessage } from "../replies/metrics"
import { endOfSession } from "../sessions/lifetime"
import type { Session } from "../sessions/session"
import { attempt, type Refused, refuse, unlessTaken } from "./conflict"
import { newJob, positionAfter, turnOf } from "./job"

/** An accepted question. `job` is there for exactly one of several equal calls: it has to start the reply. */
export type Accepted = {
  ok: true
  replyId: string
  /** When the chat will be gone, unless something is written before. */
  keptUntil: Date
  /** The title of the chat, when this question began it. */
  title?: string
  job?: Job
}

/**
 * Stores a question and its running reply in one statement. Repeatable: the same `messageId` again finds the reply
 * that was already begun. Refuses with `not_found` when the session is gone, or a chat of which something was seen,
 * `changed` when something else than what was seen last is the chat's newest message, `busy` while another reply of the
 * chat runs, and texts that cannot be stored.
 */
export async function acceptMessage(
  session: Session,
  input: {
    chatId: string
    messageId: string
    text: string
    temporary?: boolean
    language?: string
    lastSeen?: LastSeen
  },
): Promise<Accepted | Refused> {
  const error = textRefusal(input.text)
  if (error) return { ok: false, error }
  const lease = newLease(session, input.chatId, uuidv7())
  const question = {
    lease,
    messageId: input.messageId,
    text: input.text,
    tokens: countTokens(input.text),
    language: input.language,
    lastSeen: input.lastSeen,
  }
  const appended = await append(question)
  const keptUntil = endOf(session, input.temporary)
  if (appended) {
    countMessage()
    return { ok: true, replyId: lease.messageId, keptUntil, job: appended }
  }
  const title = titleFrom(input.text)
  const chat = {
    title: seal(session.key, titlePlace(session, input.chatId), title),
    temporary: input.temporary ?? false,
  }
  const tried = await attempt(lease, () => storeQuestion(question, chat))
  if (!tried.ok) return tried
  const { first, rows } = tried
  if (first.knownChat) return knownReply(first, input.chatId, keptUntil)
  countMessage()
  // A repeated attempt reads its own question back.
  const before = openTurns(
    session,
    rows.filter((row) => row.id !== input.messageId),
  )
  const asked: PlacedTurn = { ...turnOf(question), position: positionAfter(rows, input.messageId) }
  const job = newJob(lease, first, asked, before)
  return { ok: true, replyId: lease.messageId, keptUntil, title: first.created ? title : undefined, job }
}

const TAKEN = refuse("invalid", "This message belongs to another chat. Send it again.")

/** The short way: after the remembered tail, without reading. */
async function append(question: Question): Promise<Job | undefined> {
  const { lease } = question
  const tail = recallTail(lease.session, lease.chatId)
  // What was not seen is looked for in the database, where it is decided.
  if (!tail || (question.lastSeen !== undefined && question.lastSeen !== tail.newest)) return undefined
  const row = await appendQuestion(question, tail).catch(unlessTaken)
  if (!row) {
    forgetTail(lease.session, lease.chatId)
    return undefined
  }
  const asked = { ...turnOf(question), position: tail.position + 1 }
  return newJob(lease, { at: row.startedAt, revision: tail.revision }, asked, tail.turns)
}

export function knownReply(row: AttemptRow, chatId: string, keptUntil: Date): Accepted | Refused {
  const { knownChat: chat, knownReply: replyId } = row
  return chat === chatId && replyId ? { ok: true, replyId, keptUntil } : TAKEN
}

/** Accepting is activity: a temporary chat starts its time anew. */
export function endOf(session: Session, temporary = false): Date {
  const end = endOfSession(session)
  const ofTemporary = new Date(Date.now() + env().TEMPORARY_RETENTION * 1000)
  return temporary && ofTemporary < end ? ofTemporary : end
}

export function newLease(session: Session, chatId: string, messageId: string): Lease {
  return { session, chatId, messageId, epoch: randomUUID() }
}
