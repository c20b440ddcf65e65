import "server-only"
import { randomInt } from "node:crypto"
import { type SQL, sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { chats } from "@/drizzle/schema/chats"
import { messages } from "@/drizzle/schema/messages"
import { replies } from "@/drizzle/schema/replies"
import { bodyAssociatedData } from "../crypto/associated-data"
import { seal } from "../crypto/seal"
import { bare, into, type Placeholders, statement } from "../db/statement"
import type { Allowance } from "../limits/allowance"
import { type Lease, runner } from "../replies/lease"
import { countUsage } from "../usage/counters"
import { isShown, newestShown, stretches, tip } from "./branches"
import {
  busy,
  type ConflictRow,
  type ConflictValues,
  changed,
  conflictValues,
  facts,
  isFree,
  type LastSeen,
  liveOwner,
  started,
  taken,
} from "./conflict"
import { turns } from "./history"

/**
 * A visitor's message to be stored; `lease` is for its reply. `language`: the one of the visitor's browser, for the
 * counters.
 */
export type NewMessage = {
  lease: Lease
  messageId: string
  text: string
  tokens: number
  language?: string
  lastSeen?: LastSeen
  allowance: Allowance
}

/** What a chat begins with; `title` is sealed. */
export type NewChat = { title: Uint8Array; temporary: boolean }

/** Stores a message (and its chat, when it is the first) with its running reply, and reads the 50 messages before it. */
export function insertMessage(message: NewMessage, chat: NewChat): Promise<ConflictRow[]> {
  const { lease, messageId, text, tokens, language = null } = message
  const associatedData = bodyAssociatedData(lease.session, { id: messageId, role: "user" })
  return insert({
    ...conflictValues(lease, message),
    ...chat,
    revision: randomInt(2 ** 30),
    body: seal(lease.session.key, associatedData, text),
    tokens,
    language,
  })
}

type Inserted = ConflictValues &
  NewChat & { revision: number; body: Uint8Array; tokens: number; language: string | null }
type Values = Placeholders<Inserted>

const insert = statement<Inserted, ConflictRow>(
  (value) => sql`
    with ${liveOwner(value)}, ${stretches(value)}, ${known(value)}, ${busy(value)}, ${changed(value)}, ${stored(value)},
    ${tip(value)}, ${message(value)},
    counting as (select created, ${value.language}::text as language from stored, message),
    counted as (${countUsage("counting", [
      { metric: "chats", value: sql`created::int` },
      { metric: "messages", label: sql`language` },
    ])}),
    ${taken(value, "stored")}, ${started(value)}
    select ${facts}, exists (select from owner where ${isFree}) and not exists (select from stored) as overtaken,
      (select created from stored) as created, (select revision from stored) as revision, newest.*
    from (select) as once left join lateral (
      ${newestShown(sql`${turns} where ${isShown(value)}`, 50)}
    ) as newest on true order by newest.position desc`,
)

/** `known`: where this very message is stored already, and its reply, stored or running. */
function known(value: Values): SQL {
  const sent = alias(messages, "sent")
  const reply = alias(messages, "reply")
  return sql`known as (
    select ${sent.chatId}, coalesce(${reply.id}, ${replies.messageId}) as reply_id, ${replies.epoch},
      ${replies.epoch} = ${value.epoch} as mine, ${runner()} as runner
    from ${messages} ${sent}
    left join ${messages} ${reply} on ${reply.sessionId} = ${sent.sessionId}
      and ${reply.chatId} = ${sent.chatId} and ${reply.branch} = ${sent.branch} and ${reply.position} = ${sent.position} + 1
    left join ${replies} on ${replies.sessionId} = ${sent.sessionId}
      and ${replies.chatId} = ${sent.chatId} and ${replies.parentId} = ${sent.id}
    where ${sent.sessionId} = ${value.sessionId} and ${sent.id} = ${value.messageId}
  )`
}

/** `stored`: the chat, begun now or written to again, unless it went on in the same moment. */
function stored(value: Values): SQL {
  return sql`stored as (
    insert into ${into(chats, "sessionId", "id", "title", "revision", "temporary")}
    select id, ${value.chatId}::uuid, ${value.title}::bytea, ${value.revision}::int, ${value.temporary}::boolean
    from owner where ${isFree}
    on conflict (${bare(chats.sessionId, chats.id)})
      do update set ${bare(chats.updatedAt)} = excluded.${bare(chats.updatedAt)}, ${bare(chats.revision)} = ${chats.revision} + 1
      where ${chats.revision} = (select seen from owner)
    returning xmax = 0 as created, ${chats.revision}
  )`
}

/** `message`: the message, after the newest that is shown of its chat; `answered`: the place of its reply. */
function message(value: Values): SQL {
  return sql`next as (
    select coalesce(tip.branch, 0) as branch, coalesce(tip.position, 0) + 1 as position from stored left join tip on true
  ), message as (
    insert into ${into(messages, "sessionId", "chatId", "id", "branch", "position", "role", "status", "body", "tokens")}
    select ${value.sessionId}::uuid, ${value.chatId}::uuid, ${value.messageId}::uuid, branch, position, 'user', 'complete',
      ${value.body}::bytea, ${value.tokens}::int from next
    returning ${messages.id}, ${messages.branch}, ${messages.position}
  ), answered as (
    select id as parent_id, position + 1 as position, branch, null::int as branched_from from message
  )`
}
