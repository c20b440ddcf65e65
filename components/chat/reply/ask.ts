import { regenerateReply, sendMessage } from "@/lib/actions/chat"
import type { ChatMessage, ChatVersion, Left } from "@/lib/types"
import { call } from "../../call"
import { requireCookie } from "../../cookie"
import { textOf } from "../conversation/messages"
import { oneTabAtATime } from "./first-message"

/**
 * What a visitor asks for: an answer to a new question, or with `replyId` another answer to one already asked.
 * `rewordedId`: that question in new words, as another version of it. `lastSeen`: the newest message that stood there as it was asked, null for
 * none. The same ask may be made again without harm: its ids tell.
 */
export type Ask = {
  messageId: string
  text: string
  replyId?: string
  rewordedId?: string
  lastSeen?: string | null
}

/** What the server says of an ask it has taken: the title of a chat begun by it, when the chat will be gone, and what the visitor has left. */
export type Accepted = { title?: string; keptUntil: string; left?: Left }

/** The same, with the id of the reply started for it, and whether it is kept in mind. */
export type Submitted = Accepted & { replyId: string; isStanding?: true }

/** Makes an ask. */
export async function submit(
  chatId: string,
  { messageId, text, replyId, rewordedId, lastSeen }: Ask,
  temporary: boolean,
): Promise<Submitted> {
  await requireCookie()
  // Said every time: a chat that ended meanwhile must not begin again as one that is kept.
  const chat = { chatId, lastSeen, ...(temporary && { temporary }) }
  const send = () => call(() => sendMessage({ ...chat, messageId, text }))
  if (!replyId) return lastSeen === null ? oneTabAtATime(send) : send()
  return call(() => regenerateReply({ ...chat, messageId, replyId, ...(rewordedId && { text, rewordedId }) }))
}

/** The messages as they are once an ask was made: what followed an older question is not shown any more. */
export function withAsk(
  messages: ChatMessage[],
  { messageId, text, replyId, rewordedId }: Ask,
): ChatMessage[] {
  const at = messages.findIndex(({ id }) => id === messageId || id === rewordedId)
  const before = at < 0 ? messages : messages.slice(0, at)
  const old = messages[at]
  if (old && (replyId === undefined || old.id === (rewordedId ?? messageId))) return [...before, old]
  const question = newMessage(rewordedId ?? messageId, "user", "complete", text)
  return [...before, rewordedId && old ? withVersion(question, newestBeside(old)) : question]
}

/** A reply of which nothing has arrived yet. */
export function emptyReply(id: string, version?: ChatVersion): ChatMessage {
  return withVersion(newMessage(id, "assistant", "running", ""), version)
}

/** Which version the reply to an ask will be; `shown`: the messages before it was made. A reply without a word is none. */
export function versionOfReply(
  shown: ChatMessage[],
  { messageId, rewordedId }: Ask,
): ChatVersion | undefined {
  const old = rewordedId ? undefined : shown[shown.findIndex(({ id }) => id === messageId) + 1]
  if (old?.role !== "assistant") return undefined
  return textOf(old) ? newestBeside(old) : old.metadata?.version
}

function newestBeside({ metadata }: ChatMessage): ChatVersion {
  const of = (metadata?.version?.of ?? 1) + 1
  return { number: of, of }
}

function withVersion(message: ChatMessage, version: ChatVersion | undefined): ChatMessage {
  const { metadata } = message
  return metadata && version ? { ...message, metadata: { ...metadata, version } } : message
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
