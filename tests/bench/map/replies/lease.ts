import "server-only"
import type { KeyHolder, Session } from "../sessions/session"
import { chats } from "../store"

export type Lease = { session: KeyHolder; chatId: string; messageId: string; epoch: string }

export async function findReply(
  session: Session,
  chatId: string,
): Promise<{ message_id: string | null; alive: boolean } | undefined> {
  return chats.has(`${session.id}/${chatId}`) ? { message_id: null, alive: false } : undefined
}

export async function watchReply(_session: Session, _chatId: string): Promise<void> {}

export async function requestStop(_session: Session, _chatId: string): Promise<void> {}
