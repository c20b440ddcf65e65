import "server-only"
import { v7 as uuidv7 } from "uuid"
import type { Refused } from "@/lib/words/refusals"
import { buildContext } from "../context/build"
import { env } from "../env"
import { textRefusal } from "../messages/validate"
import type { Turn } from "../model/prompt"
import { countTokens } from "../model/tokens"
import type { Job } from "../replies/write"
import { endOfSession } from "../sessions/lifetime"
import type { Session } from "../sessions/session"
import { chatOf } from "../store"
import type { Accepted } from "./accepted"

export async function sendMessage(
  session: Session,
  input: { chatId: string; messageId: string; text: string },
): Promise<Accepted | Refused> {
  const error = textRefusal(input.text)
  if (error) return { ok: false, error }
  const chat = chatOf(session, input.chatId)
  const before = chat.slice(-50)
  const question: Turn = { role: "user", text: input.text, tokens: countTokens(input.text) }
  const createdAt = new Date()
  chat.push({ ...question, id: input.messageId, status: "complete", at: createdAt })
  const lease = { session, chatId: input.chatId, messageId: uuidv7(), epoch: "" }
  const job: Job = {
    lease,
    createdAt,
    prompt: async ({ systemPrompt }) =>
      buildContext({ instructions: systemPrompt, question, said: before, budget: env().CONTEXT_TOKENS }),
    remember: () => false,
    condense: async () => {},
  }
  return { ok: true, replyId: lease.messageId, keptUntil: endOfSession(session), job }
}
