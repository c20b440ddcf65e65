import "server-only"
import type { FailureCode, MessageStatus } from "@/lib/types"
import type { Session } from "./session"
import { chatOf, chats } from "./store"

export type Lease = { session: Session; chatId: string; messageId: string; epoch: string }
export type Ending = {
  status: Exclude<MessageStatus, "running">
  failure?: FailureCode
  text: string
  tokens: number
  model: string
}
export const REPLY_CHANNEL = ""

export async function flush(
  _lease: Lease,
  _chunk?: { text: string; seq: number },
): Promise<{ stop: boolean } | undefined> {
  return { stop: false }
}

export async function complete({ session, chatId, messageId }: Lease, ending: Ending): Promise<boolean> {
  chatOf(session, chatId).push({ ...ending, id: messageId, role: "assistant", at: new Date() })
  return true
}

export async function findReply(
  session: Session,
  chatId: string,
): Promise<{ message_id: null; alive: boolean } | undefined> {
  return chats.has(`${session.id}/${chatId}`) ? { message_id: null, alive: false } : undefined
}

export async function watchReply(_session: Session, _chatId: string): Promise<void> {}

export async function requestStop(_session: Session, _chatId: string): Promise<void> {}
