import "server-only"
import type { ChatMessage, MessagePage } from "@/lib/types"
import type { Session } from "../sessions/session"
import { chatOf, type Kept } from "../store"

export async function listMessages(
  session: Session,
  chatId: string,
  _page: object = {},
): Promise<MessagePage> {
  return { messages: chatOf(session, chatId).slice(-50).map(toMessage) }
}

export async function findMessage(
  session: Session,
  chatId: string,
  id: string,
): Promise<ChatMessage | undefined> {
  const kept = chatOf(session, chatId).find((message) => message.id === id)
  return kept && toMessage(kept)
}

export async function isNewest(session: Session, chatId: string, id: string): Promise<boolean> {
  return chatOf(session, chatId).at(-1)?.id === id
}

function toMessage({ id, role, text, status, at }: Kept): ChatMessage {
  return { id, role, parts: [{ type: "text", text }], metadata: { status, createdAt: at.toISOString() } }
}
