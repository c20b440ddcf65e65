import "server-only"
import { type SQL, sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { chats } from "@/drizzle/schema/chats"
import { feedback } from "@/drizzle/schema/feedback"
import { messages } from "@/drizzle/schema/messages"
import { replies } from "@/drizzle/schema/replies"
import { bodyAssociatedData } from "../crypto/associated-data"
import { seal } from "../crypto/seal"
import { bare, type Placeholders, picked, statement } from "../db/statement"
import type { Allowance } from "../limits/allowance"
import { type Lease, runner } from "../replies/lease"
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

/** The message a chat goes back to; `lease` is for its new reply. Without `text` it keeps its words. */
export type Rewind = {
  lease: Lease
  messageId: string
  text?: string
  tokens: number
  lastSeen?: LastSeen
  allowance: Allowance
}

/** Removes what followed a message, gives it new words if there are any, stores its new running reply, and reads back. */
export function rewindChat(again: Rewind): Promise<ConflictRow[]> {
  const { lease, messageId, text, tokens } = again
  const associatedData = bodyAssociatedData(lease.session, { id: messageId, role: "user" })
  const body = text === undefined ? null : seal(lease.session.key, associatedData, text)
  return rewind({ ...conflictValues(lease, again), body, tokens })
}

type Rewound = ConflictValues & { body: Uint8Array | null; tokens: number }
type Values = Placeholders<Rewound>

const kept = alias(messages, "kept")

const rewind = statement<Rewound, ConflictRow>(
  (value) => sql`
    with ${liveOwner(value)}, ${known(value)}, ${busy(value)}, ${changed(value)}, ${asked(value)}, ${message(value)},
    ${removed(value)}, ${edited(value)}, ${taken(value, "message")}, ${started(value)}
    select ${facts}, exists (select from asked) and not exists (select from message) as overtaken,
      false as created, (select revision from message) as revision, newest.*
    from (select) as once left join lateral (
      select ${picked(messages, "id", "role", "body", "tokens", "position", "createdAt")} from ${messages}
      join ${messages} ${kept} on ${kept.sessionId} = ${messages.sessionId}
        and ${kept.chatId} = ${messages.chatId} and ${kept.id} = ${value.messageId}
      where ${messages.sessionId} = ${value.sessionId} and ${messages.chatId} = ${value.chatId}
        and ${messages.position} <= ${kept.position}
      order by ${messages.position} desc limit 51
    ) as newest on true order by newest.position desc`,
)

/** `known`: where the reply that is asked for is stored or running already. */
function known(value: Values): SQL {
  return sql`known as (
    select ${messages.chatId}, ${messages.id} as reply_id, null::uuid as epoch, false as mine, null as runner from ${messages}
    where ${messages.sessionId} = ${value.sessionId} and ${messages.id} = ${value.replyId}
    union all
    select ${replies.chatId}, ${replies.messageId}, ${replies.epoch}, ${replies.epoch} = ${value.epoch}, ${runner()} from ${replies}
    where ${replies.sessionId} = ${value.sessionId} and ${replies.chatId} = ${value.chatId}
      and ${replies.messageId} = ${value.replyId}
  )`
}

/** `asked`: the visitor's own message, when nothing is in the way. */
function asked(value: Values): SQL {
  return sql`asked as (
    select ${messages.id}, ${messages.position}, seen from ${messages}, owner
    where ${messages.sessionId} = ${value.sessionId} and ${messages.chatId} = ${value.chatId}
      and ${messages.id} = ${value.messageId} and ${messages.role} = 'user' and ${isFree}
  )`
}

/** `message`: the same, once its chat is revised: not when that went on in the same moment. */
function message(value: Values): SQL {
  return sql`message as (
    update ${chats} set ${bare(chats.updatedAt)} = now(), ${bare(chats.revision)} = ${chats.revision} + 1 from asked
    where ${chats.sessionId} = ${value.sessionId} and ${chats.id} = ${value.chatId} and ${chats.revision} = asked.seen
    returning asked.id, asked.position, ${chats.revision}
  )`
}

/** `removed`: what followed it, with its feedback. */
function removed(value: Values): SQL {
  return sql`removed as (
    delete from ${messages} using message
    where ${messages.sessionId} = ${value.sessionId} and ${messages.chatId} = ${value.chatId}
      and ${messages.position} > message.position
    returning ${messages.id}
  ), unrated as (
    delete from ${feedback} using removed
    where ${feedback.sessionId} = ${value.sessionId} and ${feedback.chatId} = ${value.chatId}
      and ${feedback.messageId} = removed.id
    returning 1
  )`
}

/** `edited`: its new words, if there are any. */
function edited(value: Values): SQL {
  return sql`edited as (
    update ${messages} set ${bare(messages.body)} = ${value.body}::bytea, ${bare(messages.tokens)} = ${value.tokens}::int
    from message
    where ${value.body}::bytea is not null and ${messages.sessionId} = ${value.sessionId} and ${messages.id} = message.id
    returning 1
  )`
}
