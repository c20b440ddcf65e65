import { regenerateReply, sendMessage } from "@/lib/actions/chat"
import type { ChatMessage, Left } from "@/lib/types"
import { call } from "../../call"
import { requireCookie } from "../../cookie"
import { oneTabAtATime } from "./first-message"

/**
 * What a visitor asks for: an answer to a new question, or with `replyId` another answer to one already asked.
 * `reworded`: that question has new words. `lastSeen`: the newest message that stood there as it was asked, null for
 * none. The same ask may be made again without harm: its ids tell.
 */
export type Ask = {
  messageId: string
  text: string
  replyId?: string
  reworded?: boolean
  lastSeen?: string | null
}

/** Makes an ask; gives the id of the reply started for it, the title of a chat begun by it, when the chat will be gone, and what is left. */
export async function submit(
  chatId: string,
  { messageId, text, replyId, reworded, lastSeen }: Ask,
  temporary: boolean,
): Promise<{ replyId: string; title?: string; keptUntil: string; left?: Left }> {
  await requireCookie()
  // Said every time: a chat that ended meanwhile must not begin again as one that is kept.
  const chat = { chatId, lastSeen, ...(temporary && { temporary }) }
  const send = () => call(() => sendMessage({ ...chat, messageId, text }))
  if (!replyId) return lastSeen === null ? oneTabAtATime(send) : send()
  return call(() => regenerateReply({ ...chat, messageId, replyId, ...(reworded && { text }) }))
}

/** The messages as they are once an ask was made: what followed an older question is gone. */
export function withAsk(messages: ChatMessage[], { messageId, text }: Ask): ChatMessage[] {
  const at = messages.findIndex(({ id }) => id === messageId)
  const question = newMessage(messageId, "user", "complete", text)
  return [...(at < 0 ? messages : messages.slice(0, at)), question]
}

/** A reply of which nothing has arrived yet. */
export function emptyReply(id: string): ChatMessage {
  return newMessage(id, "assistant", "running", "")
}

function newMessage(
  id: string,
  role: "user" | "assistant",
  status: "running" | "complete",
  text: string,
): ChatMessage {
  const metadata = { status, createdAt: new Date().toISOString() }
  return { id, role, parts: [{ type: "text", text }], metadata }
}
