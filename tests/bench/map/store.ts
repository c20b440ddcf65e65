import "server-only"
import type { MessageStatus } from "@/lib/types"

export type Kept = {
  id: string
  role: "user" | "assistant"
  text: string
  tokens: number
  status: MessageStatus
  at: Date
}

/** What the app kept before it had a database: sessions, and one list of messages a chat. */
const held = globalThis as typeof globalThis & {
  benchSessions?: Map<string, string>
  benchChats?: Map<string, Kept[]>
}
held.benchSessions ??= new Map()
held.benchChats ??= new Map()
export const sessions = held.benchSessions
export const chats = held.benchChats

export function chatOf(session: { id: string }, chatId: string): Kept[] {
  const key = `${session.id}/${chatId}`
  const chat = chats.get(key) ?? []
  chats.set(key, chat)
  return chat
}
