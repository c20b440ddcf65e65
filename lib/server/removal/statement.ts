import "server-only"
import { type SQL, sql } from "drizzle-orm"
import { chats } from "@/drizzle/schema/chats"
import { feedback } from "@/drizzle/schema/feedback"
import { messages } from "@/drizzle/schema/messages"
import { replies } from "@/drizzle/schema/replies"
import { bare, type Placeholders, picked, statement } from "../db/statement"
import { isLive } from "../expiry/conditions"
import { isShown, isThere, ROOT, stretches } from "../messages/branches"
import { dropWritten } from "../summaries/lease"

type OfChat = { sessionId: string; chatId: string }

/** `revision`, `title`: of the chat as it was seen; `nextTitle`: another one, sealed, unless it has one by now; null: it stays. */
type Given = OfChat & { messageId: string; revision: number; title: Uint8Array; nextTitle: Uint8Array | null }

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
      returning 1
    ), emptied as (
      update ${messages} set ${bare(messages.status)} = 'removed', ${bare(messages.body)} = null, ${bare(messages.sources)} = null,
        ${bare(messages.standing)} = null, ${bare(messages.failure)} = null, ${bare(messages.model)} = null,
        ${bare(messages.tokens)} = 0, ${bare(messages.inputTokens)} = 0, ${bare(messages.outputTokens)} = 0,
        ${bare(messages.firstTokenMs)} = null, ${bare(messages.unanswered)} = false,
        ${bare(messages.completedAt)} = ${messages.createdAt}
      from going where ${isOfChat} and (
        (${messages.branch} = going.branch and ${messages.position} = going.position)
        or (${messages.branch} = answered and ${messages.position} = going.position + 1 and ${messages.role} = 'assistant')
      )
      returning 1
    ), ${dropWritten(value)} select 1 from going`
})

/** Deletes the ratings of what was removed from a chat: after it was, as one may have been given in the same moment. */
export const forgetRatings = statement<OfChat, object>(
  ({ sessionId, chatId }) => sql`
    delete from ${feedback}
    where ${feedback.sessionId} = ${sessionId} and ${feedback.chatId} = ${chatId} and not exists (
      select from ${messages}
      where ${messages.sessionId} = ${sessionId} and ${messages.id} = ${feedback.messageId} and ${isThere}
    )`,
)

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
  const { sessionId, chatId, revision, title, nextTitle } = value
  return sql`going as (
    update ${chats} set ${bare(chats.revision)} = ${chats.revision} + 1, ${bare(chats.forgotten)} = ${chats.forgotten} + 1,
      ${bare(chats.title)} = case when ${chats.title} = ${title}::bytea then coalesce(${nextTitle}::bytea, ${chats.title}) else ${chats.title} end
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
