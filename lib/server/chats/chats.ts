import "server-only"
import { and, desc, eq, sql } from "drizzle-orm"
import { chats } from "@/drizzle/schema/chats"
import { sessions } from "@/drizzle/schema/sessions"
import type { Chat, ChatPage } from "@/lib/types"
import { words } from "@/lib/words/words"
import { titleAssociatedData } from "../crypto/associated-data"
import { open, seal } from "../crypto/seal"
import { query } from "../db/client"
import type { Row } from "../db/statement"
import { endOfChat, liveChat, liveSession } from "../expiry/conditions"
import type { Session } from "../sessions/session"

export const PAGE = 50

/** The visitor's chats but the temporary ones, newest first, 50 at a time; `after` is the `next` of the page before. An unknown cursor reads as the first page. */
export async function listChats(session: Session, { after }: { after?: string } = {}): Promise<ChatPage> {
  const [time, id] = parseCursor(after)
  const rows = await query(({ db }) =>
    db
      .select({ ...columns(), cursor: micros })
      .from(chats)
      .innerJoin(sessions, liveOwner(session))
      .where(
        and(
          eq(chats.sessionId, session.id),
          eq(chats.temporary, false),
          time === undefined ? undefined : sql`(${micros}, ${chats.id}) < (${time}::bigint, ${id}::uuid)`,
        ),
      )
      .orderBy(desc(chats.updatedAt), desc(chats.id))
      .limit(PAGE + 1),
  )
  const page = rows.slice(0, PAGE)
  const last = rows.length > PAGE ? page.at(-1) : undefined
  return { chats: page.map((row) => toChat(session, row)), next: last && `${last.cursor}_${last.id}` }
}

/** One chat of this visitor. Undefined for an unknown id and for another visitor's chat alike. */
export async function findChat(session: Session, chatId: string): Promise<Chat | undefined> {
  const [row] = await query(({ db }) =>
    db.select(columns()).from(chats).innerJoin(sessions, liveOwner(session)).where(ownChat(session, chatId)),
  )
  return row && toChat(session, row)
}

/** Gives a chat another title. False when this visitor has no such chat. */
export async function renameChat(session: Session, chatId: string, title: string): Promise<boolean> {
  const sealed = seal(session.key, titleAssociatedData(session, chatId), title)
  const rows = await query(({ db }) =>
    db.update(chats).set({ title: sealed }).where(ownChat(session, chatId)).returning({ id: chats.id }),
  )
  return rows.length > 0
}

/** What is selected of a chat and its session to be shown. */
export function columns() {
  const { id, title, temporary, updatedAt } = chats
  return { id, title, temporary, updatedAt, keptUntil: endOfChat() }
}

type ChatRow = Row<typeof chats, "id" | "title" | "temporary" | "updatedAt"> & { keptUntil: Date }

/** A chat with its title opened. */
export function toChat(session: Session, { id, title, temporary, updatedAt, keptUntil }: ChatRow): Chat {
  return {
    id,
    title: open(session.key, titleAssociatedData(session, id), title) ?? words.exported.unreadable.title,
    updatedAt: updatedAt.toISOString(),
    keptUntil: keptUntil.toISOString(),
    ...(temporary && { temporary }),
  }
}

/** The visitor's session, as long as it has not expired. */
export function liveOwner(session: Session) {
  return and(eq(sessions.id, session.id), liveSession())
}

function ownChat(session: Session, chatId: string) {
  return and(eq(chats.sessionId, session.id), eq(chats.id, chatId), liveChat())
}

/** Microseconds survive in the cursor; a JavaScript date would round them away and skip rows. */
const micros = sql<string>`(extract(epoch from ${chats.updatedAt}) * 1000000)::bigint`

function parseCursor(cursor: string | undefined): [time?: string, id?: string] {
  const match = cursor?.match(/^(\d{1,18})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/)
  return match ? [match[1], match[2]] : []
}
