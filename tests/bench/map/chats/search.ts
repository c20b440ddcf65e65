import "server-only"
import type { FoundChat } from "@/lib/types"
import type { Session } from "../sessions/session"

export async function searchChats(_session: Session, _text: string): Promise<FoundChat[]> {
  return []
}
