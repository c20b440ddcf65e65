import "server-only"
import type { Session } from "../sessions/session"
import { chats } from "../store"

export type Lease = { session: Session; chatId: string; messageId: string; epoch: string }
export const REPLY_CHANNEL = ""

export async function flush(
  _lease: Lease,
  _chunk?: { text: string; seq: number },
): Promise<{ stop: boolean } | undefined> {
  return { stop: false }
}

export async function findReply(
  session: Session,
  chatId: string,
): Promise<{ message_id: null; alive: boolean } | undefined> {
  return chats.has(`${session.id}/${chatId}`) ? { message_id: null, alive: false } : undefined
}

export async function watchReply(_session: Session, _chatId: string): Promise<void> {}

export async function requestStop(_session: Session, _chatId: string): Promise<void> {}
