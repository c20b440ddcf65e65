import "server-only"
import type { Chat } from "@/lib/types"
import type { Session } from "../sessions/session"

export async function searchChats(_session: Session, _text: string): Promise<Chat[]> {
  return []
}
