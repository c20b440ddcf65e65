import "server-only"
import { and, asc, eq, gt } from "drizzle-orm"
import { chats } from "@/drizzle/schema/chats"
import { sessions } from "@/drizzle/schema/sessions"
import { titleAssociatedData } from "../crypto/associated-data"
import { open } from "../crypto/seal"
import { query } from "../db/client"
import type { Row } from "../db/statement"
import { endOfChat, endOfSession, liveChat, liveSession } from "../expiry/conditions"
import type { Session } from "../sessions/session"
import { summariesOf, type TakenSummary } from "../summaries/summaries"
import { type ExportedMessage, messagesOf } from "./export-messages"

/** Everything a session owns, read page by page while it is taken. Times are ISO 8601, the database's clock. */
export type Export = { session: ExportedSession | null; chats: AsyncIterable<ExportedChat> }

/** `retention`: seconds after the last activity, when the visitor chose a shorter time than the operator's. */
export type ExportedSession = {
  createdAt: string
  lastActiveAt: string
  expiresAt: string
  retention: number | null
  /** What is said in one chat is remembered in others. */
  acrossChats: boolean
  /** What is counted for the limits: messages of the hour that ends then, and tokens of that day. */
  used: { messages: number; hourEndsAt: string | null; tokens: number; day: string | null }
}

export type ExportedChat = {
  id: string
  title: string | null
  temporary: boolean
  createdAt: string
  updatedAt: string
  keptUntil: string
  unreadable?: true
  /** Of its older part, as the model is shown them, each up to a message of one of its versions. */
  summaries: Omit<TakenSummary, "chatId">[]
  /** In pages, oldest first. */
  messages: AsyncIterable<ExportedMessage[]>
}

const CHATS = 100

/** Everything a visitor owns; nothing for a stranger. Renews nothing, writes nothing. */
export async function exportOf(session: Session | undefined): Promise<Export> {
  const found = session && (await findRow(session))
  return { session: found ?? null, chats: session && found ? chatsOf(session) : nothing() }
}

async function* nothing(): AsyncGenerator<never> {}

async function findRow({ id }: Session): Promise<ExportedSession | undefined> {
  const { createdAt, lastActiveAt, retention, acrossChats, hourMessages, hourEndsAt, dayTokens, day } =
    sessions
  const [row] = await query(({ db }) =>
    db
      .select({
        createdAt,
        lastActiveAt,
        expiresAt: endOfSession(),
        retention,
        acrossChats,
        hourMessages,
        hourEndsAt,
        dayTokens,
        day,
      })
      .from(sessions)
      .where(and(eq(sessions.id, id), liveSession())),
  )
  return (
    row && {
      createdAt: row.createdAt.toISOString(),
      lastActiveAt: row.lastActiveAt.toISOString(),
      expiresAt: row.expiresAt.toISOString(),
      retention: row.retention,
      acrossChats: row.acrossChats,
      used: {
        messages: row.hourMessages,
        hourEndsAt: row.hourEndsAt?.toISOString() ?? null,
        tokens: row.dayTokens,
        day: row.day,
      },
    }
  )
}

/** By id: a chat that is written to meanwhile keeps its place. */
async function* chatsOf(session: Session): AsyncGenerator<ExportedChat> {
  for (let after: string | undefined = FIRST; after; ) {
    const rows: ChatRow[] = await chatRows(session, after)
    const summaries = await summariesOf(
      session,
      rows.map(({ id }) => id),
    )
    for (const row of rows) {
      const own = summaries.filter(({ chatId }) => chatId === row.id)
      yield toChat(session, row, own)
    }
    after = rows.length === CHATS ? rows.at(-1)?.id : undefined
  }
}

const FIRST = "00000000-0000-0000-0000-000000000000"

type ChatRow = Row<typeof chats, "id" | "title" | "temporary" | "createdAt" | "updatedAt"> & {
  keptUntil: Date
}

function chatRows(session: Session, after: string): Promise<ChatRow[]> {
  const { id, title, temporary, createdAt, updatedAt } = chats
  return query(({ db }) =>
    db
      .select({ id, title, temporary, createdAt, updatedAt, keptUntil: endOfChat() })
      .from(chats)
      .innerJoin(sessions, eq(sessions.id, chats.sessionId))
      .where(and(eq(sessions.id, session.id), gt(id, after), liveSession(), liveChat()))
      .orderBy(asc(id))
      .limit(CHATS),
  )
}

function toChat(session: Session, row: ChatRow, summaries: TakenSummary[]): ExportedChat {
  const title = open(session.key, titleAssociatedData(session, row.id), row.title)
  return {
    id: row.id,
    title: title ?? null,
    ...(title === undefined && { unreadable: true }),
    temporary: row.temporary,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    keptUntil: row.keptUntil.toISOString(),
    summaries: summaries.map(({ chatId: _, ...summary }) => summary),
    messages: messagesOf(session, row.id),
  }
}
