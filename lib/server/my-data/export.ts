import "server-only"
import { titlePlace } from "../crypto/associated-data"
import { open } from "../crypto/seal"
import { query } from "../db/client"
import { endOfChat, endOfSession, liveChat, liveSession } from "../expiry/conditions-text"
import type { Session } from "../sessions/session"
import { type ExportedMessage, messagesOf } from "./export-messages"

/** Everything a session owns, read page by page while it is taken. Times are ISO 8601, the database's clock. */
export type Export = { session: ExportedSession | null; chats: AsyncIterable<ExportedChat> }

/** `retention`: seconds after the last activity, when the visitor chose a shorter time than the operator's. */
export type ExportedSession = {
  createdAt: string
  lastActiveAt: string
  expiresAt: string
  retention: number | null
}

export type ExportedChat = {
  id: string
  title: string | null
  temporary: boolean
  createdAt: string
  updatedAt: string
  keptUntil: string
  unreadable?: true
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

type SessionRow = { created_at: Date; last_active_at: Date; expires_at: Date; retention: number | null }

async function findRow({ id }: Session): Promise<ExportedSession | undefined> {
  const [row] = await query(
    ({ sql }) => sql<SessionRow[]>`
      select created_at, last_active_at, ${sql.unsafe(endOfSession("s"))} as expires_at, retention from sessions s
      where id = ${id} and ${sql.unsafe(liveSession("s"))}`,
  )
  return (
    row && {
      createdAt: row.created_at.toISOString(),
      lastActiveAt: row.last_active_at.toISOString(),
      expiresAt: row.expires_at.toISOString(),
      retention: row.retention,
    }
  )
}

type ChatRow = {
  id: string
  title: Buffer
  temporary: boolean
  created_at: Date
  updated_at: Date
  kept_until: Date
}

/** By id: a chat that is written to meanwhile keeps its place. */
async function* chatsOf(session: Session): AsyncGenerator<ExportedChat> {
  for (let after: string | undefined = FIRST; after; ) {
    const rows: ChatRow[] = await chatRows(session, after)
    for (const row of rows) yield toChat(session, row)
    after = rows.length === CHATS ? rows.at(-1)?.id : undefined
  }
}

const FIRST = "00000000-0000-0000-0000-000000000000"

function chatRows(session: Session, after: string): Promise<ChatRow[]> {
  return query(
    ({ sql }) => sql<ChatRow[]>`
      select c.id, c.title, c.temporary, c.created_at, c.updated_at, ${sql.unsafe(endOfChat("c", "s"))} as kept_until
      from sessions s join chats c on c.session_id = s.id
      where s.id = ${session.id} and c.id > ${after} and ${sql.unsafe(`${liveSession("s")} and ${liveChat("c")}`)}
      order by c.id limit ${CHATS}`,
  )
}

function toChat(session: Session, row: ChatRow): ExportedChat {
  const title = open(session.key, titlePlace(session, row.id), row.title)
  return {
    id: row.id,
    title: title ?? null,
    ...(title === undefined && { unreadable: true }),
    temporary: row.temporary,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    keptUntil: row.kept_until.toISOString(),
    messages: messagesOf(session, row.id),
  }
}
