import "server-only"
import { v7 as uuidv7 } from "uuid"
import type { Turn } from "../context/build"
import { textRefusal } from "../messages/messages"
import { countTokens } from "../model/tokens"
import type { Lease } from "../replies/journal"
import { endOfSession } from "../sessions/lifetime"
import type { Session } from "../sessions/session"
import { chatOf } from "../store"
import type { Refused } from "./conflict"
import type { Work } from "./job"

export type Accepted = { ok: true; replyId: string; keptUntil: Date; title?: string; work?: Work }

export async function acceptMessage(
  session: Session,
  input: { chatId: string; messageId: string; text: string },
): Promise<Accepted | Refused> {
  const error = textRefusal(input.text)
  if (error) return { ok: false, error }
  const chat = chatOf(session, input.chatId)
  const before = chat.slice(-50).reverse()
  const question: Turn = { role: "user", text: input.text, tokens: countTokens(input.text) }
  const createdAt = new Date()
  chat.push({ ...question, id: input.messageId, status: "complete", at: createdAt })
  const lease: Lease = { session, chatId: input.chatId, messageId: uuidv7(), epoch: "" }
  return {
    ok: true,
    replyId: lease.messageId,
    keptUntil: endOfSession(session),
    work: { lease, createdAt, question, history: turns(before), remember() {} },
  }
}

export async function replaceReply(): Promise<Accepted | Refused> {
  throw new Error("not part of this bench")
}

async function* turns(before: Turn[]): AsyncGenerator<Turn[]> {
  yield before
}
