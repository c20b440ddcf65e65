import "server-only"
import { setImmediate as breathe } from "node:timers/promises"
import { and, desc, eq, sql } from "drizzle-orm"
import { chats } from "@/drizzle/schema/chats"
import { messages } from "@/drizzle/schema/messages"
import { sessions } from "@/drizzle/schema/sessions"
import { fold, hasAll, surroundingsOf } from "@/lib/found"
import type { Chat, FoundChat, Hit } from "@/lib/types"
import { query } from "../db/client"
import { picked, type Row, statement } from "../db/statement"
import { isLive } from "../expiry/conditions"
import { isShown, newestShown, stretches } from "../messages/branches"
import { openBody } from "../messages/messages"
import type { Session } from "../sessions/session"
import { columns, liveOwner, PAGE, toChat } from "./chats"

/** Chats that are looked into, messages of each, and of all of them together: the newest. */
const SEARCHED = 2000
const OF_ONE_CHAT = 2000
const MESSAGES = 20_000

/** Chats that are read at a time. */
const AT_A_TIME = 25

/**
 * The visitor's chats in whose title, or in one of whose messages as they are shown, every word of `text` is, whatever its case and
 * accents: newest first, at most 50, each with the newest such message. What is stored is sealed, so it is opened bit by bit, and
 * only the newest of it.
 */
export async function searchChats(session: Session, text: string): Promise<FoundChat[]> {
  const words = fold(text).split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  const found: FoundChat[] = []
  let left = MESSAGES
  const all = (await newestChats(session)).map((row) => toChat(session, row))
  for (let at = 0; at < all.length && found.length < PAGE; at += AT_A_TIME) {
    const some = all.slice(at, at + AT_A_TIME)
    const read = left > 0 ? await Promise.all(some.map(({ id }) => messagesOf(session, id))) : []
    left -= read.reduce((sum, rows) => sum + rows.length, 0)
    for (const [place, chat] of some.entries()) {
      found.push(...looked(session, chat, read[place] ?? [], words))
      await breathe()
    }
  }
  return found.slice(0, PAGE)
}

/** A chat that has all words in its title, or in a message. */
function looked(session: Session, chat: Chat, rows: MessageRow[], words: string[]): FoundChat[] {
  const hit = hitAmong(session, rows, words)
  return hit || hasAll(fold(chat.title), words) ? [{ ...chat, ...(hit && { hit }) }] : []
}

function newestChats(session: Session) {
  return query(({ db }) =>
    db
      .select(columns())
      .from(chats)
      .innerJoin(sessions, liveOwner(session))
      .where(and(eq(chats.sessionId, session.id), eq(chats.temporary, false)))
      .orderBy(desc(chats.updatedAt), desc(chats.id))
      .limit(SEARCHED),
  )
}

type MessageRow = Row<typeof messages, "id" | "role" | "body">

function messagesOf(session: Session, chatId: string): Promise<MessageRow[]> {
  return read({ sessionId: session.id, chatId })
}

const read = statement<{ sessionId: string; chatId: string }, MessageRow>((value) => {
  const shown = sql`select ${picked(messages, "id", "role", "body", "position")} from ${messages}
    where ${isShown(value)} and ${isLive(value.sessionId, value.chatId)}`
  return sql`with ${stretches(value)} ${newestShown(shown, OF_ONE_CHAT)}`
})

/** The newest message that has all words. */
function hitAmong(session: Session, rows: MessageRow[], words: string[]): Hit | undefined {
  for (const row of rows) {
    const text = openBody(session, row)
    if (text && hasAll(fold(text), words)) return { messageId: row.id, ...surroundingsOf(text, words) }
  }
  return undefined
}
