import "server-only"
import { randomUUID } from "node:crypto"
import { v7 as uuidv7 } from "uuid"
import { titleFrom } from "@/lib/text"
import { seal } from "../crypto/seal"
import { env } from "../env"
import { forgetTail, openTurns, type PlacedTurn, recallTail } from "../messages/history-cache"
import {
  type AttemptRow,
  type LastSeen,
  type Question,
  restartQuestion,
  storeQuestion,
} from "../messages/insert"
import { appendQuestion } from "../messages/insert-fast"
import { openBody, textRefusal } from "../messages/messages"
import { countTokens } from "../model/tokens"
import { interrupt } from "../replies/finish"
import type { Lease } from "../replies/journal"
import { countMessage } from "../replies/metrics"
import { endOfSession } from "../sessions/lifetime"
import type { Session } from "../sessions/session"
import { titlePlace } from "./chats"
import { attempt, NOT_FOUND, type Refused, refuse, unlessTaken } from "./conflict"
import { newWork, positionAfter, turnOf, type Work } from "./job"

/** An accepted question. `work` is there for exactly one of several equal calls: it has to start the reply. */
export type Accepted = {
  ok: true
  replyId: string
  /** When the chat will be gone, unless something is written before. */
  keptUntil: Date
  /** The title of the chat, when this question began it. */
  title?: string
  work?: Work
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
    return { ok: true, replyId: lease.messageId, keptUntil, work: appended }
  }
  const title = titleFrom(input.text)
  const chat = {
    title: seal(session.key, titlePlace(session, input.chatId), title),
    temporary: input.temporary ?? false,
  }
  const tried = await attempt(lease, () => storeQuestion(question, chat))
  if (!tried.ok) return tried
  const { first, rows } = tried
  if (first.known_chat) return knownReply(first, input.chatId, keptUntil)
  countMessage()
  // A repeated attempt reads its own question back.
  const before = openTurns(
    session,
    rows.filter((row) => row.id !== input.messageId),
  )
  const asked: PlacedTurn = { ...turnOf(question), position: positionAfter(rows, input.messageId) }
  const work = newWork(lease, first, asked, before)
  return { ok: true, replyId: lease.messageId, keptUntil, title: first.created ? title : undefined, work }
}

/**
 * Asks a question again, with new words when `text` is given: what followed it is removed and a new running reply
 * `replyId` stored, in one statement. Repeatable by `replyId`. Refuses like `acceptMessage`.
 */
export async function replaceReply(
  session: Session,
  input: {
    chatId: string
    messageId: string
    replyId: string
    text?: string
    temporary?: boolean
    lastSeen?: LastSeen
  },
): Promise<Accepted | Refused> {
  const { text, lastSeen } = input
  const error = text === undefined ? undefined : textRefusal(text)
  if (error) return { ok: false, error }
  const lease = newLease(session, input.chatId, input.replyId)
  const tokens = text === undefined ? 0 : countTokens(text)
  forgetTail(session, input.chatId)
  const tried = await attempt(lease, () =>
    restartQuestion({ lease, messageId: input.messageId, text, tokens, lastSeen }),
  )
  if (!tried.ok) return tried
  const { first, rows } = tried
  const keptUntil = endOf(session, input.temporary)
  if (first.known_chat) return knownReply(first, input.chatId, keptUntil)
  const [row, ...older] = rows
  if (!first.accepted || !row) return NOT_FOUND
  const words = text ?? openBody(session, row)
  if (!words) {
    await interrupt(lease, "")
    return UNREADABLE
  }
  const asked: PlacedTurn = {
    role: "user",
    text: words,
    tokens: tokens || row.tokens,
    position: row.position,
  }
  const work = newWork(lease, first, asked, openTurns(session, older))
  return { ok: true, replyId: input.replyId, keptUntil, work }
}

const UNREADABLE = refuse("malformed", "This message can no longer be read. Edit it and write it again.")
const TAKEN = refuse("invalid", "This message belongs to another chat. Send it again.")

/** The short way: after the remembered tail, without reading. */
async function append(question: Question): Promise<Work | undefined> {
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
  return newWork(lease, { at: row.at, revision: tail.revision }, asked, tail.turns)
}

function knownReply(row: AttemptRow, chatId: string, keptUntil: Date): Accepted | Refused {
  const { known_chat: chat, known_reply: replyId } = row
  return chat === chatId && replyId ? { ok: true, replyId, keptUntil } : TAKEN
}

/** Accepting is activity: a temporary chat starts its time anew. */
function endOf(session: Session, temporary = false): Date {
  const end = endOfSession(session)
  const ofTemporary = new Date(Date.now() + env().TEMPORARY_RETENTION * 1000)
  return temporary && ofTemporary < end ? ofTemporary : end
}

function newLease(session: Session, chatId: string, messageId: string): Lease {
  return { session, chatId, messageId, epoch: randomUUID() }
}
