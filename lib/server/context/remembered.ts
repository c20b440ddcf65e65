import "server-only"
import { and, eq, isNull, type SQL, sql } from "drizzle-orm"
import { chats } from "@/drizzle/schema/chats"
import { messages } from "@/drizzle/schema/messages"
import type { Remembered } from "@/lib/types"
import { arrayLiteral } from "../db/batch"
import { query, UNHURRIED } from "../db/client"
import { bare, type Placeholders, picked, type Row, statement } from "../db/statement"
import { isLive } from "../expiry/conditions"
import { isShown, isThere, newestShown, stretches } from "../messages/branches"
import { forgetHistory } from "../messages/history-cache"
import { openBody } from "../messages/messages"
import { forgetMemory } from "../recall/recall"
import type { KeyHolder, Session } from "../sessions/session"
import { dropWritten } from "../summaries/lease"
import { log } from "../telemetry/log"

/** What is listed of a chat. */
const MOST = 20

/** Notes that a message asks for something from then on. Never throws: it is found by its words all the same. */
export async function noteStanding({ id: sessionId }: KeyHolder, messageId: string): Promise<void> {
  const isIt = and(eq(messages.sessionId, sessionId), eq(messages.id, messageId), isNull(messages.standing))
  const kept = query(({ db }) => db.update(messages).set({ standing: "kept" }).where(isIt), UNHURRIED)
  await kept.catch((error: unknown) =>
    log().error({ error, message: messageId }, "a standing instruction could not be noted"),
  )
}

/**
 * Notes the same of messages that a model found, unless their visitor had them forgotten. What processes remember of the chat is void
 * with its revision. Never throws.
 */
export async function keepInMind(session: KeyHolder, chatId: string, messageIds: string[]): Promise<void> {
  if (messageIds.length === 0) return
  const kept = { sessionId: session.id, chatId, ids: arrayLiteral(messageIds) }
  await keep(kept).catch((error: unknown) =>
    log().error({ error, chat: chatId }, "standing instructions could not be noted"),
  )
}

const keep = statement<OfChat & { ids: string }, object>(
  ({ sessionId, chatId, ids }) => sql`
    with ${locked({ sessionId, chatId })}, kept as (
      update ${messages} set ${bare(messages.standing)} = 'kept' from locked
      where ${messages.sessionId} = ${sessionId} and ${messages.chatId} = ${chatId} and ${messages.id} = any(${ids}::uuid[])
        and ${messages.role} = 'user' and ${messages.standing} is null and ${isThere}
      returning 1
    )
    update ${chats} set ${bare(chats.revision)} = ${chats.revision} + 1
    where ${chats.sessionId} = ${sessionId} and ${chats.id} = ${chatId} and exists (select from kept) returning 1`,
)

/** What is kept in mind of a chat as it is shown, the newest first. Nothing of what does not open, nor of another visitor's chat. */
export async function listRemembered(session: Session, chatId: string): Promise<Remembered[]> {
  const rows = await list({ sessionId: session.id, chatId })
  return rows.flatMap((row) => {
    const text = openBody(session, row)
    return text ? [{ id: row.id, text }] : []
  })
}

type OfChat = { sessionId: string; chatId: string }

const list = statement<OfChat, Row<typeof messages, "id" | "role" | "body">>((value) => {
  const kept = sql`select ${picked(messages, "id", "role", "body", "position")} from ${messages}
    where ${isShown(value)} and ${messages.standing} = 'kept' and ${isLive(value.sessionId, value.chatId)}`
  return sql`with ${stretches(value)} ${newestShown(kept, MOST)}`
})

/**
 * Keeps a message in mind no more: neither it nor its answer is before the model again, nor a summary of them. False when it was not
 * kept.
 */
export async function forgetRemembered(
  session: Session,
  { chatId, messageId }: { chatId: string; messageId: string },
): Promise<boolean> {
  const forgotten = await forget({ sessionId: session.id, chatId, messageId })
  forgetHistory(session, chatId)
  forgetMemory(session, chatId)
  return forgotten.length > 0
}

/** What other processes remember of the chat is void with its revision, and a summary that is being written with what was forgotten. */
const forget = statement<OfChat & { messageId: string }, object>(
  ({ sessionId, chatId, messageId }) => sql`
    with ${locked({ sessionId, chatId })}, forgotten as (
      update ${messages} set ${bare(messages.standing)} = 'forgotten' from locked
      where ${messages.sessionId} = ${sessionId} and ${messages.chatId} = ${chatId} and ${messages.id} = ${messageId}
        and ${messages.standing} = 'kept'
      returning ${messages.position}
    ), going as (
      update ${chats} set ${bare(chats.revision)} = ${chats.revision} + 1, ${bare(chats.forgotten)} = ${chats.forgotten} + 1
      from forgotten
      where ${chats.sessionId} = ${sessionId} and ${chats.id} = ${chatId} returning forgotten.position
    ), ${dropWritten({ sessionId, chatId })} select 1 from going`,
)

/** `locked`: the live chat, before its messages, as by everything that changes both. */
function locked({ sessionId, chatId }: Placeholders<OfChat>): SQL {
  return sql`locked as (
    select ${chats.id} from ${chats}
    where ${chats.sessionId} = ${sessionId} and ${chats.id} = ${chatId} and ${isLive(sessionId, chatId)}
    for no key update
  )`
}
