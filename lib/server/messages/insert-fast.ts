import "server-only"
import { type SQL, sql } from "drizzle-orm"
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
import { isLimited, limitReached, taking, type Used } from "../limits/allowance"
import { perProcess } from "../process"
import { LEASE } from "../replies/lease"
import { countRow, countUsage } from "../usage/counters"
import type { CachedHistory } from "./history-cache"
import type { NewMessage } from "./insert"

/**
 * Stores a message and its running reply after the history this process remembers, in one statement that reads no
 * message. Undefined when the chat has gone on since, or the session or chat is gone: nothing was written.
 *
 * @throws a violation (23505, 23502) when another message or reply took the position, or that others hold the chat.
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
  const given = [...first.values()].map(toGiven)
  const isWithin = items.some(({ allowance }) => isLimited(allowance))
  const rows = await (isWithin ? insertWithinLimits : insert)(given, { isShared: true })
  return items.map(({ lease }) => rows.find((row) => row.messageId === lease.messageId))
}

function toGiven({ lease, history, messageId, text, tokens, language, allowance }: Item) {
  const { session, chatId, messageId: replyId, epoch } = lease
  const associatedData = bodyAssociatedData(session, { id: messageId, role: "user" })
  return {
    session_id: session.id,
    chat_id: chatId,
    revision: history.revision,
    branch: history.branch,
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

const TYPES = {
  session_id: "uuid",
  chat_id: "uuid",
  revision: "int",
  branch: "int",
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
} as const

/** Columns of an item. */
const ASKED = {
  messagesPerHour: sql`messages_per_hour`,
  tokensPerDay: sql`tokens_per_day`,
  reserve: sql`reserve`,
}

const isItsChat = sql`
  ${chats.sessionId} = given.session_id and ${chats.id} = given.chat_id and ${chats.revision} = given.revision`
const goingOn = sql`${bare(chats.updatedAt)} = now(), ${bare(chats.revision)} = ${chats.revision} + 1`

/** Without limits. */
const insert = batchStatement<keyof typeof TYPES, Inserted>(
  TYPES,
  (isOne) => sql`
    chat as (
      update ${chats} set ${goingOn} from given join ${sessions} on ${sessions.id} = given.session_id
      where ${isItsChat} and ${liveSession()} and ${liveChat()}
      returning given.*, null::int as hour_messages, null::int as day_tokens
    ), ${stored(isOne)}`,
)

/**
 * Within limits. They are taken before the chat goes on; when it went on in the same moment, nothing is taken, as the reply
 * then has no chat to be stored with and the whole statement fails (23502).
 */
const insertWithinLimits = batchStatement<keyof typeof TYPES, Inserted>(
  TYPES,
  (isOne) => sql`
    taken as (
      update ${sessions} set ${taking(ASKED)} from given join ${chats} on ${isItsChat} and ${liveChat()}
      where ${sessions.id} = given.session_id and ${liveSession()} and ${limitReached(ASKED)} is null
      returning given.*, ${sessions.hourMessages}, ${sessions.dayTokens}
    ), going as (
      update ${chats} set ${goingOn} from taken as given where ${isItsChat} returning given.message_id
    ), chat as (
      select case when going.message_id is not null then taken.session_id end as session_id, chat_id, branch, position,
        taken.message_id, body, tokens, reply_id, epoch, language, reserve, hour_messages, day_tokens
      from taken left join going on going.message_id = taken.message_id
    ), ${stored(isOne)}`,
)

/** The message and its running reply, for each row of `chat`. */
function stored(isOne: boolean): SQL {
  const counted = (isOne ? countRow : countUsage)("chat", [{ metric: "messages", label: sql`language` }])
  return sql`message as (
      insert into ${into(messages, "sessionId", "chatId", "id", "branch", "position", "role", "status", "body", "tokens")}
      select session_id, chat_id, message_id, branch, position, 'user', 'complete', body, tokens from chat returning 1
    ), counted as (${counted}), started as (
      insert into ${into(replies, "sessionId", "chatId", "messageId", "parentId", "branch", "position", "epoch", "leaseUntil", "reserved")}
      select session_id, chat_id, reply_id, message_id, branch, position + 1, epoch, now() + make_interval(secs => ${LEASE}), reserve
      from chat returning 1
    )
    select reply_id as "messageId", now() as "startedAt", hour_messages as "hourMessages", day_tokens as "dayTokens" from chat`
}
