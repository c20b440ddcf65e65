import "server-only"
import type { Chat, ChatPage } from "@/lib/types"
import type { Session } from "../sessions/session"

export async function listChats(_session: Session, _page: object = {}): Promise<ChatPage> {
  return { chats: [] }
}

export async function findChat(_session: Session, id: string): Promise<Chat | undefined> {
  const now = new Date().toISOString()
  return { id, title: "Bench", updatedAt: now, keptUntil: now }
}

export async function renameChat(_session: Session, _chatId: string, _title: string): Promise<boolean> {
  return true
}
