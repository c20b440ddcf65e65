import "server-only"
import type { Session } from "../sessions/session"

export async function deleteChat(_session: Session, _chatId: string): Promise<boolean> {
  return true
}
