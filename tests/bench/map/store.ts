import "server-only"
import type { MessageStatus } from "@/lib/types"
import { perProcess } from "./process"

export type Kept = {
  id: string
  role: "user" | "assistant"
  text: string
  tokens: number
  status: MessageStatus
  at: Date
}

/** What the app kept before it had a database: sessions, and one list of messages a chat. */
export const sessions = perProcess("bench sessions", () => new Map<string, string>())
export const chats = perProcess("bench chats", () => new Map<string, Kept[]>())

export function chatOf(session: { id: string }, chatId: string): Kept[] {
  const key = `${session.id}/${chatId}`
  const chat = chats.get(key) ?? []
  chats.set(key, chat)
  return chat
}
