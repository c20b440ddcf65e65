import { v7 as uuidv7 } from "uuid"
import { regenerateReply } from "@/lib/server/chats/regenerate"
import { showVersion } from "@/lib/server/messages/versions"
import { writeReply } from "@/lib/server/replies/write"
import type { Session } from "@/lib/server/sessions/session"

/** Has a message answered again, in new words if they are given; the id of the version that is new. */
export async function again(
  visitor: Session,
  chatId: string,
  messageId: string,
  text?: string,
): Promise<string> {
  if (text !== undefined) return (await reword(visitor, chatId, messageId, text)).rewordedId
  const replyId = uuidv7()
  await write(visitor, { chatId, messageId, replyId })
  return replyId
}

/** Rewords a message, and waits for its answer. */
export async function reword(visitor: Session, chatId: string, messageId: string, text: string) {
  const ids = { replyId: uuidv7(), rewordedId: uuidv7() }
  await write(visitor, { chatId, messageId, text, ...ids })
  return ids
}

async function write(visitor: Session, input: Parameters<typeof regenerateReply>[1]): Promise<void> {
  const accepted = await regenerateReply(visitor, input)
  if (!accepted.ok || !accepted.job) throw new Error(`not accepted: ${JSON.stringify(accepted)}`)
  await writeReply(accepted.job)
}

/** Turns to the version of a message before it or after it. */
export function turn(visitor: Session, chatId: string, messageId: string, by: -1 | 1) {
  return showVersion(visitor, { chatId, messageId, by })
}
