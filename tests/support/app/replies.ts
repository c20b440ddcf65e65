import type { Accepted } from "@/lib/server/chats/accepted"
import { sendMessage } from "@/lib/server/chats/send"
import { listMessages } from "@/lib/server/messages/messages"
import { writeReply } from "@/lib/server/replies/write"
import type { Session } from "@/lib/server/sessions/session"
import { createVisitor, question } from "./visitor"

/** Asks as a visitor, a new one unless known, and begins the answer; `done` when it has ended. */
export async function begin(text: string, known?: Session, chat?: string) {
  const visitor = known ?? (await createVisitor())
  const input = question(text, chat)
  const { job } = (await sendMessage(visitor, input)) as Accepted
  if (!job) throw new Error("the question was not accepted")
  return { visitor, chatId: input.chatId, job, done: writeReply(job) }
}

/** The newest message of a chat, as a visitor is shown it. */
export async function lastMessage(visitor: Session, chatId: string) {
  const message = (await listMessages(visitor, chatId)).messages.at(-1)
  const text = message?.parts.map((part) => (part.type === "text" ? part.text : "")).join("") ?? ""
  return { text, status: message?.metadata?.status, failure: message?.metadata?.failure }
}
