import "server-only"
import type { KeyHolder, Session } from "../sessions/session"
import { chats } from "../store"

export type Lease = { session: KeyHolder; chatId: string; messageId: string; epoch: string }

export async function findReply(
  session: Session,
  chatId: string,
): Promise<{ messageId: string | null; isAlive: boolean } | undefined> {
  return chats.has(`${session.id}/${chatId}`) ? { messageId: null, isAlive: false } : undefined
}

export async function watchReply(_session: Session, _chatId: string): Promise<void> {}

export async function requestStop(_session: Session, _chatId: string): Promise<void> {}
