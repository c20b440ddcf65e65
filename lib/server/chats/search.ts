import "server-only"
import { and, desc, eq } from "drizzle-orm"
import { chats } from "@/drizzle/schema/chats"
import { sessions } from "@/drizzle/schema/sessions"
import type { Chat } from "@/lib/types"
import { query } from "../db/client"
import type { Session } from "../sessions/session"
import { columns, liveOwner, PAGE, toChat } from "./chats"

const SEARCHED = 2000

/**
 * The visitor's chats whose title has every word of `text`, whatever its case and accents: newest first, at most 50.
 * Titles are sealed, so they are opened one by one, and only those of the newest 2,000 chats.
 */
export async function searchChats(session: Session, text: string): Promise<Chat[]> {
  const words = fold(text).split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  const rows = await query(({ db }) =>
    db
      .select(columns())
      .from(chats)
      .innerJoin(sessions, liveOwner(session))
      .where(and(eq(chats.sessionId, session.id), eq(chats.temporary, false)))
      .orderBy(desc(chats.updatedAt), desc(chats.id))
      .limit(SEARCHED),
  )
  const opened = rows.map((row) => toChat(session, row))
  return opened.filter(({ title }) => hasAll(fold(title), words)).slice(0, PAGE)
}

/** How letters are compared: without case, accents and compatibility forms. */
function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
}

function hasAll(text: string, words: string[]): boolean {
  return words.every((word) => text.includes(word))
}
