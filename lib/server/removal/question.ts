import "server-only"
import { type SQL, sql } from "drizzle-orm"
import { chats } from "@/drizzle/schema/chats"
import { messages } from "@/drizzle/schema/messages"
import { deleteChat } from "../chats/delete"
import { titleAssociatedData } from "../crypto/associated-data"
import { seal } from "../crypto/seal"
import { picked, type Row, statement } from "../db/statement"
import { isLive } from "../expiry/conditions"
import { isShown, stretches } from "../messages/branches"
import { forgetHistory } from "../messages/history-cache"
import { forgetMemory } from "../recall/recall"
import { recoverReply } from "../replies/recover"
import type { Session } from "../sessions/session"
import { forgetRatings, isBusy, remove } from "./statement"
import { oldest, titleWithout } from "./title"

/** What became of the chat: `isGone`, as it was the only question; `title`: its new one, if it has one. Or why nothing was removed. */
type Removed = { isGone: boolean; title?: string } | "busy" | "not_found"

type Asked = { chatId: string; messageId: string }

/** The chat may have changed in the same moment, also without an answer: something in it was noted. */
const TRIES = 3

/**
 * Removes a question that is shown, with its answer, and all other versions of both with what was written below those: what was
 * written below the answer that is shown stays. Nothing of it is shown, found, taken along, rated or before the model again, nor is
 * a summary that may tell of it; the chat is named anew where its name is the question's words. The same again
 * where it was removed already. `busy` while an answer is being written, `not_found` when no such question is shown.
 */
export async function removeQuestion(session: Session, asked: Asked): Promise<Removed> {
  // What is left of one whose process is gone is stored first.
  await recoverReply(session, asked.chatId)
  for (let left = TRIES; left > 0; left--) {
    const removed = await tryToRemove(session, asked)
    if (removed !== "changed") return removed
  }
  return "busy"
}

async function tryToRemove(session: Session, { chatId, messageId }: Asked): Promise<Removed | "changed"> {
  const [chat] = await find({ sessionId: session.id, chatId, messageId })
  if (chat?.isRemoved) await forgetRatings({ sessionId: session.id, chatId })
  if (!chat?.isShown) return chat?.isRemoved ? { isGone: false } : "not_found"
  if (chat.isBusy) return "busy"
  const [first, second] = await oldest({ sessionId: session.id, chatId })
  if (!second) return (await deleteChat(session, chatId, chat.revision)) ? { isGone: true } : "changed"
  const title =
    first?.id === messageId ? await titleWithout(session, { ...chat, id: chatId }, first, second) : undefined
  const nextTitle =
    title === undefined ? null : seal(session.key, titleAssociatedData(session, chatId), title)
  const done = await remove({ sessionId: session.id, chatId, messageId, ...chat, nextTitle })
  forgetHistory(session, chatId)
  forgetMemory(session, chatId)
  if (done.length === 0) return "changed"
  await forgetRatings({ sessionId: session.id, chatId })
  return { isGone: false, title }
}

type ChatRow = Row<typeof chats, "title" | "revision"> & Record<"isShown" | "isRemoved" | "isBusy", boolean>

const find = statement<Asked & { sessionId: string }, ChatRow>((value) => {
  const { sessionId, chatId } = value
  const isIt = sql`${messages.id} = ${value.messageId} and ${messages.role} = 'user'`
  const isRemoved = sql`${messages.sessionId} = ${sessionId} and ${messages.chatId} = ${chatId} and ${messages.status} = 'removed'`
  const exists = (select: SQL) => sql`exists (select from ${select} and ${isIt})`
  return sql`
    with ${stretches(value)}
    select ${picked(chats, "title", "revision")}, ${isBusy(value)} as "isBusy",
      ${exists(sql`stretches join ${messages} on ${isShown(value)} where true`)} as "isShown",
      ${exists(sql`${messages} where ${isRemoved}`)} as "isRemoved"
    from ${chats}
    where ${chats.sessionId} = ${sessionId} and ${chats.id} = ${chatId} and ${isLive(sessionId, chatId)}`
})
