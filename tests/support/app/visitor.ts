import { v7 as uuidv7 } from "uuid"
import { sendMessage } from "@/lib/server/chats/send"
import { sessionToken } from "@/lib/server/crypto/bearer-token"
import { masterKeys } from "@/lib/server/crypto/master-keys"
import { writeReply } from "@/lib/server/replies/write"
import { createSession } from "@/lib/server/sessions/create"
import { findClaimed, type Session } from "@/lib/server/sessions/session"

/** A visitor without a browser. */
export async function createVisitor(): Promise<Session> {
  const session = await createSession(null)
  if (!session) throw new Error("no session was made")
  return session
}

/** A question with fresh ids. */
export function question(text: string, chatId: string = uuidv7()) {
  return { chatId, messageId: uuidv7(), text }
}

/** Sends a question and waits until its reply is stored. */
export async function ask(session: Session, text: string, chatId?: string, temporary = false) {
  const input = { ...question(text, chatId), temporary }
  const accepted = await sendMessage(session, input)
  if (!accepted.ok || !accepted.job) throw new Error(`not accepted: ${JSON.stringify(accepted)}`)
  await writeReply(accepted.job)
  return { ...input, replyId: accepted.replyId }
}

/** The visitor as another request finds them: by their token, in the database. */
export function findAgain({ id }: Session): Promise<Session | undefined> {
  const [master] = masterKeys()
  return findClaimed({ id, token: sessionToken(master, id), setAt: 0 })
}

/** A visitor with one answered question, and what names that answer. */
export async function answered(text = "Is the reading room open on Sundays?") {
  const visitor = await createVisitor()
  const { chatId, messageId, replyId } = await ask(visitor, text)
  return { visitor, chatId, messageId, opinion: { chatId, messageId: replyId } }
}
