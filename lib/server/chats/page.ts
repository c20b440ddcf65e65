import "server-only"
import type { ChatMemory, MessagePage } from "@/lib/types"
import { listRemembered } from "../context/remembered"
import { listMessages } from "../messages/messages"
import type { Session } from "../sessions/session"
import { findSummary, isBeingSummarised } from "../summaries/summaries"

/** Pages that are brought at once to reach a message that was found. */
const MOST = 40

/** The end of a chat as `findNewestPage` gives it, and before it as much as is needed to show a message of it, if that is shown at all. */
export async function findPageWith(
  session: Session,
  chatId: string,
  messageId?: string,
): Promise<MessagePage> {
  const newest = await findNewestPage(session, chatId)
  let page = newest
  const isThere = () => page.messages.some(({ id }) => id === messageId)
  for (let pages = 1; messageId && page.before && !isThere() && pages < MOST; pages++) {
    const earlier = await listMessages(session, chatId, { before: page.before })
    page = { ...page, messages: [...earlier.messages, ...page.messages], before: earlier.before }
  }
  return messageId && !isThere() ? newest : page
}

/** The end of a chat, with what is kept in mind of it. */
export async function findNewestPage(session: Session, chatId: string): Promise<MessagePage> {
  const [page, memory] = await Promise.all([listMessages(session, chatId), findMemory(session, chatId)])
  return { ...page, ...memory }
}

/** What is kept in mind of a chat: what its visitor asked for from then on, and the summary of its older part. */
export async function findMemory(session: Session, chatId: string): Promise<ChatMemory> {
  const [remembered, summary, condensing] = await Promise.all([
    listRemembered(session, chatId),
    findSummary(session, chatId),
    isBeingSummarised(session, chatId),
  ])
  return {
    ...(remembered.length > 0 && { remembered }),
    ...(summary && { summary: { text: summary.text, writtenAt: summary.at.toISOString() } }),
    ...(condensing && { condensing }),
  }
}
