import "server-only"
import type { MessagePage } from "@/lib/types"
import { listMessages } from "../messages/messages"
import type { Session } from "../sessions/session"
import { listRemembered } from "./remembered"

/** The end of a chat, with what is kept in mind of it. */
export async function findNewestPage(session: Session, chatId: string): Promise<MessagePage> {
  const [page, remembered] = await Promise.all([
    listMessages(session, chatId),
    listRemembered(session, chatId),
  ])
  return remembered.length > 0 ? { ...page, remembered } : page
}
