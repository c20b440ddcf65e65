import "server-only"
import type { LastSeen } from "../messages/attempt"
import { openTurns, type PlacedTurn } from "../messages/history"
import { forgetTail } from "../messages/history-cache"
import { openBody } from "../messages/messages"
import { restartQuestion } from "../messages/restart"
import { textRefusal } from "../messages/validate"
import { countTokens } from "../model/tokens"
import { interrupt } from "../replies/recover"
import type { Session } from "../sessions/session"
import { attempt, NOT_FOUND, type Refused, refuse } from "./conflict"
import { newJob } from "./job"
import { type Accepted, endOf, knownReply, newLease } from "./send"

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
  if (first.knownChat) return knownReply(first, input.chatId, keptUntil)
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
  const job = newJob(lease, first, asked, openTurns(session, older))
  return { ok: true, replyId: input.replyId, keptUntil, job }
}

const UNREADABLE = refuse("malformed", "This message can no longer be read. Edit it and write it again.")
