import "server-only"
import { randomInt } from "node:crypto"
import { sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { chats } from "@/drizzle/schema/chats"
import { messages } from "@/drizzle/schema/messages"
import { replies } from "@/drizzle/schema/replies"
import { bodyPlace } from "../crypto/associated-data"
import { seal } from "../crypto/seal"
import { bare, into, picked, statement } from "../db/statement"
import type { Lease } from "../replies/lease"
import { countUsage } from "../usage/counters"
import {
  type Attempt,
  type AttemptRow,
  attemptOf,
  busy,
  changed,
  facts,
  isFree,
  type LastSeen,
  liveOwner,
  started,
} from "./attempt"

/** What is written when a question is accepted. `language`: the one of the visitor's browser, for the counters. */
export type Question = {
  lease: Lease
  messageId: string
  text: string
  tokens: number
  language?: string
  lastSeen?: LastSeen
}

/** What a chat begins with; `title` is sealed. */
export type NewChat = { title: Uint8Array; temporary: boolean }

/** Stores a question (and its chat, when it is the first) with its running reply, and reads the 50 messages before it. */
export function storeQuestion(question: Question, chat: NewChat): Promise<AttemptRow[]> {
  const { lease, messageId, text, tokens, language = null, lastSeen } = question
  const place = bodyPlace(lease.session, { id: messageId, role: "user" })
  return store({
    ...attemptOf(lease, messageId, lastSeen),
    ...chat,
    revision: randomInt(2 ** 30),
    body: seal(lease.session.key, place, text),
    tokens,
    language,
  })
}

type Stored = Attempt &
  NewChat & { revision: number; body: Uint8Array; tokens: number; language: string | null }

const asked = alias(messages, "asked")
const answer = alias(messages, "answer")

const store = statement<Stored, AttemptRow>(
  (value) => sql`
    with ${liveOwner(value)},
    known as (
      select ${asked.chatId}, coalesce(${answer.id}, ${replies.messageId}) as reply_id, ${replies.epoch} = ${value.epoch} as mine
      from ${messages} ${asked}
      left join ${messages} ${answer} on ${answer.sessionId} = ${asked.sessionId}
        and ${answer.chatId} = ${asked.chatId} and ${answer.position} = ${asked.position} + 1
      left join ${replies} on ${replies.sessionId} = ${asked.sessionId}
        and ${replies.chatId} = ${asked.chatId} and ${replies.parentId} = ${asked.id}
      where ${asked.sessionId} = ${value.sessionId} and ${asked.id} = ${value.questionId}
    ), ${busy(value)}, ${changed(value)},
    stored as (
      insert into ${into(chats, "sessionId", "id", "title", "revision", "temporary")}
      select id, ${value.chatId}::uuid, ${value.title}::bytea, ${value.revision}::int, ${value.temporary}::boolean
      from owner where ${isFree}
      on conflict (${bare(chats.sessionId, chats.id)})
        do update set ${bare(chats.updatedAt)} = excluded.${bare(chats.updatedAt)}
      returning xmax = 0 as created, ${chats.revision}
    ), place as (
      select 1 + coalesce((
        select max(${messages.position}) from ${messages}
        where ${messages.sessionId} = ${value.sessionId} and ${messages.chatId} = ${value.chatId}
      ), 0) as position from stored
    ), question as (
      insert into ${into(messages, "sessionId", "chatId", "id", "position", "role", "status", "body", "tokens")}
      select ${value.sessionId}::uuid, ${value.chatId}::uuid, ${value.questionId}::uuid, position, 'user', 'complete',
        ${value.body}::bytea, ${value.tokens}::int from place
      returning ${messages.position}
    ),
    counting as (select created, ${value.language}::text as language from stored, question),
    counted as (${countUsage("counting", [
      { metric: "chats", value: sql`created::int` },
      { metric: "messages", label: sql`language` },
    ])}),
    ${started(value)}
    select ${facts}, (select created from stored) as created, (select revision from stored) as revision, newest.*
    from (select) as once left join lateral (
      select ${picked(messages, "id", "role", "body", "tokens", "position")} from ${messages}
      where ${messages.sessionId} = ${value.sessionId} and ${messages.chatId} = ${value.chatId}
      order by ${messages.position} desc limit 50
    ) as newest on true order by newest.position desc`,
)
