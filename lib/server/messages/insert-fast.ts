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
import { bare, into, type Row } from "../db/statement"
import { liveChat, liveSession } from "../expiry/conditions"
import { limitReached, take, type Used, used } from "../limits/allowance"
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
type Inserted = Row<typeof replies, "messageId" | "startedAt"> & Used

const inserting = perProcess("inserting", () => new Batch(insertAll))

async function insertAll(items: Item[]): Promise<(Inserted | undefined)[]> {
  // Of one visitor's only one: what it takes of their limits has to be seen by the next.
  const first = new Map(items.map((item) => [item.lease.session.id, item]).toReversed() as [string, Item][])
  const rows = await insert([...first.values()].map(toGiven), { isShared: true })
  return items.map(({ lease }) => rows.find((row) => row.messageId === lease.messageId))
}

function toGiven({ lease, history, messageId, text, tokens, language, allowance }: Item) {
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
    messages_per_hour: allowance.messagesPerHour,
    tokens_per_day: allowance.tokensPerDay,
    reserve: allowance.reserve,
  }
}

/** The columns of an item. */
const ASKED = {
  messagesPerHour: sql`messages_per_hour`,
  tokensPerDay: sql`tokens_per_day`,
  reserve: sql`reserve`,
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
    messages_per_hour: "int",
    tokens_per_day: "bigint",
    reserve: "int",
  },
  (isOne) => sql`
    owner as (
      select given.*, ${used()} from given join ${sessions} on ${sessions.id} = given.session_id
      where ${liveSession()} order by given.session_id for no key update of ${sessions}
    ), chat as (
      update ${chats} set ${bare(chats.updatedAt)} = now(), ${bare(chats.revision)} = ${chats.revision} + 1
      from owner
      where ${chats.sessionId} = owner.session_id and ${chats.id} = owner.chat_id and ${chats.revision} = owner.revision
        and ${liveChat()} and ${limitReached(ASKED)} is null
      returning owner.*
    ), taken as (${take("chat", sql`taken.session_id`, ASKED)}), message as (
      insert into ${into(messages, "sessionId", "chatId", "id", "position", "role", "status", "body", "tokens")}
      select session_id, chat_id, message_id, position, 'user', 'complete', body, tokens from chat returning 1
    ), counted as (${(isOne ? countRow : countUsage)("chat", [{ metric: "messages", label: sql`language` }])}), started as (
      insert into ${into(replies, "sessionId", "chatId", "messageId", "parentId", "position", "epoch", "leaseUntil", "reserved")}
      select session_id, chat_id, reply_id, message_id, position + 1, epoch, now() + make_interval(secs => ${LEASE}), reserve
      from chat returning ${replies.messageId}, ${replies.startedAt}
    )
    select started.message_id as "messageId", started_at as "startedAt", hour_messages as "hourMessages",
      day_tokens as "dayTokens"
    from started join chat on chat.reply_id = started.message_id`,
)
