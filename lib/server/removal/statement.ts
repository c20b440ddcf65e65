import "server-only"
import { type SQL, sql } from "drizzle-orm"
import { chats } from "@/drizzle/schema/chats"
import { feedback } from "@/drizzle/schema/feedback"
import { messages } from "@/drizzle/schema/messages"
import { replies } from "@/drizzle/schema/replies"
import { summaries } from "@/drizzle/schema/summaries"
import { bare, type Placeholders, picked, statement } from "../db/statement"
import { isLive } from "../expiry/conditions"
import { isShown, ROOT, stretches } from "../messages/branches"

type OfChat = { sessionId: string; chatId: string }

/** `revision`: of the chat as it was seen; `title`: another one, sealed; null: it stays. */
type Given = OfChat & { messageId: string; revision: number; title: Uint8Array | null }

/** An answer is being written in the chat. */
export function isBusy({ sessionId, chatId }: Placeholders<OfChat>): SQL {
  return sql`exists (select from ${replies} where ${replies.sessionId} = ${sessionId} and ${replies.chatId} = ${chatId})`
}

type Values = Placeholders<Given>

/** Takes a question away, and all that goes with it: a row when that was done. */
export const remove = statement<Given, object>((value) => {
  const isOfChat = sql`${messages.sessionId} = ${value.sessionId} and ${messages.chatId} = ${value.chatId}`
  return sql`
    with recursive ${stretches(value)}, ${asked(value)}, ${going(value)}, ${hidden(isOfChat)},
    deleted as (
      delete from ${messages} using hidden
      where ${isOfChat} and ${messages.branch} = hidden.branch and ${messages.position} >= hidden.start
      returning ${messages.id}
    ), emptied as (
      update ${messages} set ${bare(messages.status)} = 'removed', ${bare(messages.body)} = null, ${bare(messages.sources)} = null,
        ${bare(messages.standing)} = null, ${bare(messages.tokens)} = 0
      from going where ${isOfChat} and (
        (${messages.branch} = going.branch and ${messages.position} = going.position)
        or (${messages.branch} = answered and ${messages.position} = going.position + 1)
      )
      returning ${messages.id}
    ), unrated as (
      delete from ${feedback}
      where ${feedback.sessionId} = ${value.sessionId} and ${feedback.chatId} = ${value.chatId}
        and ${feedback.messageId} in (select id from deleted union all select id from emptied)
      returning 1
    ), dropped as (
      delete from ${summaries} using going
      where ${summaries.sessionId} = ${value.sessionId} and ${summaries.chatId} = ${value.chatId}
        and ${summaries.position} >= going.position and ${summaries.body} is not null
      returning 1
    ) select 1 from going`
})

/** `asked`: the question, the branch of what is `above` it, and the branch on which it is `answered`. */
function asked(value: Values): SQL {
  const branchAt = (place: SQL) =>
    sql`(select branch from stretches where ${place} >= start and ${place} < stop)`
  return sql`own as (
    select ${picked(messages, "position", "branch")} from stretches join ${messages} on ${isShown(value)}
    where ${messages.id} = ${value.messageId} and ${messages.role} = 'user'
  ), asked as (
    select position, branch, coalesce(${branchAt(sql`position - 1`)}, ${ROOT}) as above, ${branchAt(sql`position + 1`)} as answered
    from own
  )`
}

/**
 * `going`: the same, once its chat is revised: not when that went on in the same moment. What processes remember of the chat is void
 * with its revision, and a summary that is being written with what was forgotten.
 */
function going(value: Values): SQL {
  const { sessionId, chatId, revision, title } = value
  return sql`going as (
    update ${chats} set ${bare(chats.revision)} = ${chats.revision} + 1, ${bare(chats.forgotten)} = ${chats.forgotten} + 1,
      ${bare(chats.title)} = coalesce(${title}::bytea, ${chats.title})
    from asked
    where ${chats.sessionId} = ${sessionId} and ${chats.id} = ${chatId} and ${chats.revision} = ${revision}
      and not ${isBusy(value)} and ${isLive(sessionId, chatId)}
    returning asked.*
  )`
}

/** `hidden`: the other versions of the question and of its answer, and what was written below them: branches, from a position on. */
function hidden(isOfChat: SQL): SQL {
  const versionsAt = (position: SQL, above: SQL, shown: SQL) => sql`
    select ${picked(messages, "branch", "position")} from going join ${messages} on ${isOfChat}
    where ${messages.position} = ${position} and ${messages.branch} <> ${shown} and (
      ${messages.branchedFrom} = ${above} or (${messages.branchedFrom} is null and ${messages.branch} = greatest(${above}, 0))
    )`
  return sql`hidden (branch, start) as (
    select * from (
      ${versionsAt(sql`going.position`, sql`going.above`, sql`going.branch`)}
      union all
      ${versionsAt(sql`going.position + 1`, sql`going.branch`, sql`going.answered`)}
    ) as other
    union
    select ${picked(messages, "branch", "position")} from hidden join ${messages} on ${isOfChat}
    where ${messages.branchedFrom} = hidden.branch and ${messages.position} > hidden.start
  )`
}
