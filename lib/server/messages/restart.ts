import "server-only"
import { sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { chats } from "@/drizzle/schema/chats"
import { feedback } from "@/drizzle/schema/feedback"
import { messages } from "@/drizzle/schema/messages"
import { replies } from "@/drizzle/schema/replies"
import { bodyPlace } from "../crypto/associated-data"
import { seal } from "../crypto/seal"
import { bare, picked, statement } from "../db/statement"
import type { Lease } from "../replies/lease"
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

/** What is written when a question is asked again; without `text` it keeps its words. */
export type Repeat = { lease: Lease; messageId: string; text?: string; tokens: number; lastSeen?: LastSeen }

/** Removes what followed a question, gives it new words if there are any, stores its new running reply, and reads back. */
export function restartQuestion({ lease, messageId, text, tokens, lastSeen }: Repeat): Promise<AttemptRow[]> {
  const place = bodyPlace(lease.session, { id: messageId, role: "user" })
  const body = text === undefined ? null : seal(lease.session.key, place, text)
  return restart({ ...attemptOf(lease, messageId, lastSeen), body, tokens })
}

const asked = alias(messages, "asked")

const restart = statement<Attempt & { body: Uint8Array | null; tokens: number }, AttemptRow>(
  (value) => sql`
    with ${liveOwner(value)},
    known as (
      select ${messages.chatId}, ${messages.id} as reply_id, false as mine from ${messages}
      where ${messages.sessionId} = ${value.sessionId} and ${messages.id} = ${value.replyId}
      union all
      select ${replies.chatId}, ${replies.messageId}, ${replies.epoch} = ${value.epoch} from ${replies}
      where ${replies.sessionId} = ${value.sessionId} and ${replies.chatId} = ${value.chatId}
        and ${replies.messageId} = ${value.replyId}
    ), ${busy(value)}, ${changed(value)},
    question as (
      select ${messages.id}, ${messages.position} from ${messages}, owner
      where ${messages.sessionId} = ${value.sessionId} and ${messages.chatId} = ${value.chatId}
        and ${messages.id} = ${value.questionId} and ${messages.role} = 'user' and ${isFree}
    ), revised as (
      update ${chats} set ${bare(chats.updatedAt)} = now(), ${bare(chats.revision)} = ${chats.revision} + 1 from question
      where ${chats.sessionId} = ${value.sessionId} and ${chats.id} = ${value.chatId} returning ${chats.revision}
    ), removed as (
      delete from ${messages} using question
      where ${messages.sessionId} = ${value.sessionId} and ${messages.chatId} = ${value.chatId}
        and ${messages.position} > question.position
      returning ${messages.id}
    ), unrated as (
      delete from ${feedback} using removed
      where ${feedback.sessionId} = ${value.sessionId} and ${feedback.chatId} = ${value.chatId}
        and ${feedback.messageId} = removed.id
      returning 1
    ), edited as (
      update ${messages} set ${bare(messages.body)} = ${value.body}::bytea, ${bare(messages.tokens)} = ${value.tokens}::int
      from question
      where ${value.body}::bytea is not null and ${messages.sessionId} = ${value.sessionId} and ${messages.id} = question.id
      returning 1
    ),
    ${started(value)}
    select ${facts}, false as created, (select revision from revised) as revision, newest.*
    from (select) as once left join lateral (
      select ${picked(messages, "id", "role", "body", "tokens", "position")} from ${messages}
      join ${messages} ${asked} on ${asked.sessionId} = ${messages.sessionId}
        and ${asked.chatId} = ${messages.chatId} and ${asked.id} = ${value.questionId}
      where ${messages.sessionId} = ${value.sessionId} and ${messages.chatId} = ${value.chatId}
        and ${messages.position} <= ${asked.position}
      order by ${messages.position} desc limit 51
    ) as newest on true order by newest.position desc`,
)
