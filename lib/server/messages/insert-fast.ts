import "server-only"
import { sql } from "drizzle-orm"
import { chats } from "@/drizzle/schema/chats"
import { messages } from "@/drizzle/schema/messages"
import { replies } from "@/drizzle/schema/replies"
import { sessions } from "@/drizzle/schema/sessions"
import { bodyAssociatedData } from "../crypto/associated-data"
import { seal } from "../crypto/seal"
import { Batch } from "../db/batch"
import { batchStatement } from "../db/batch-statement"
import { bare, into, picked, type Row } from "../db/statement"
import { liveChat, liveSession } from "../expiry/conditions"
import { perProcess } from "../process"
import { LEASE } from "../replies/lease"
import { countRow, countUsage } from "../usage/counters"
import type { CachedHistory } from "./history-cache"
import type { NewMessage } from "./insert"

/**
 * Stores a message and its running reply after the history this process remembers, in one statement that reads no
 * message. Undefined when the chat has gone on since, or the session or chat is gone: nothing was written.
 *
 * @throws a unique violation (23505) when another message or reply took the position, or that others hold the chat.
 */
export function insertMessageFast(
  message: NewMessage,
  history: CachedHistory,
): Promise<Inserted | undefined> {
  return inserting.add({ ...message, history })
}

type Item = NewMessage & { history: CachedHistory }
type Inserted = Row<typeof replies, "messageId" | "startedAt">

const inserting = perProcess("inserting", () => new Batch(insertAll))

async function insertAll(items: Item[]): Promise<(Inserted | undefined)[]> {
  const rows = await insert(items.map(toGiven), { isShared: true })
  return items.map(({ lease }) => rows.find((row) => row.messageId === lease.messageId))
}

function toGiven({ lease, history, messageId, text, tokens, language }: Item) {
  const { session, chatId, messageId: replyId, epoch } = lease
  const associatedData = bodyAssociatedData(session, { id: messageId, role: "user" })
  return {
    session_id: session.id,
    chat_id: chatId,
    revision: history.revision,
    position: history.position + 1,
    message_id: messageId,
    body: seal(session.key, associatedData, text).toString("hex"),
    tokens,
    reply_id: replyId,
    epoch,
    language: language ?? null,
  }
}

const insert = batchStatement<keyof ReturnType<typeof toGiven>, Inserted>(
  {
    session_id: "uuid",
    chat_id: "uuid",
    revision: "int",
    position: "int",
    message_id: "uuid",
    body: "bytea",
    tokens: "int",
    reply_id: "uuid",
    epoch: "uuid",
    language: "text",
  },
  (isOne) => sql`
    chat as (
      update ${chats} set ${bare(chats.updatedAt)} = now(), ${bare(chats.revision)} = ${chats.revision} + 1
      from given join ${sessions} on ${sessions.id} = given.session_id
      where ${chats.sessionId} = given.session_id and ${chats.id} = given.chat_id and ${chats.revision} = given.revision
        and ${liveSession()} and ${liveChat()}
      returning given.*
    ), message as (
      insert into ${into(messages, "sessionId", "chatId", "id", "position", "role", "status", "body", "tokens")}
      select session_id, chat_id, message_id, position, 'user', 'complete', body, tokens from chat returning 1
    ), counted as (${(isOne ? countRow : countUsage)("chat", [{ metric: "messages", label: sql`language` }])})
    insert into ${into(replies, "sessionId", "chatId", "messageId", "parentId", "position", "epoch", "leaseUntil")}
    select session_id, chat_id, reply_id, message_id, position + 1, epoch, now() + make_interval(secs => ${LEASE}) from chat
    returning ${picked(replies, "messageId", "startedAt")}`,
)
