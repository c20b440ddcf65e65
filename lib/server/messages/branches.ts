import "server-only"
import { type SQL, type SQLWrapper, sql } from "drizzle-orm"
import { chats } from "@/drizzle/schema/chats"
import { messages } from "@/drizzle/schema/messages"
import type { Placeholders } from "../db/statement"

/*
 * A chat is a tree whose lines are its branches: another version of a message begins a branch, and what follows it is there, too.
 * What is shown is one way through it, which stands on the chat as stretches of branches (`chats.path`).
 */

/** What the first message of a chat goes off from. */
export const ROOT = -1

/** What is shown of a chat of which there are no versions. */
const UNBRANCHED = sql`'{0,1}'::int[]`

const END = 2 ** 31 - 1

type OfChat = { sessionId: string; chatId: string }

/**
 * `stretches`: what is shown of each branch, from position `start` up to `stop`, which is not included; `is_branched`: the chat
 * has versions. None where there is no such chat.
 */
export function stretches({ sessionId, chatId }: Placeholders<OfChat>): SQL {
  return sql`stretches as (
    select path[2 * n - 1] as branch, path[2 * n] as start, coalesce(path[2 * n + 2], ${END}) as stop, is_branched
    from (
      select coalesce(${chats.path}, ${UNBRANCHED}) as path, ${chats.branches} > 0 as is_branched from ${chats}
      where ${chats.sessionId} = ${sessionId} and ${chats.id} = ${chatId}
    ) as chat, generate_series(1, cardinality(path) / 2) as n
  )`
}

/** `tip`: the branch a chat goes on in, and the position of the newest message that is shown. Reads `stretches`. */
export function tip({ sessionId, chatId }: Placeholders<OfChat>): SQL {
  return sql`tip as (
    select branch, coalesce((
      select max(${messages.position}) from ${messages}
      where ${messages.sessionId} = ${sessionId} and ${messages.chatId} = ${chatId} and ${messages.branch} = last.branch
    ), start - 1) as position
    from (select branch, start from stretches order by start desc limit 1) as last
  )`
}

/** It was not removed by its visitor: of what was, only the place in the chat is left. */
export const isThere = sql`${messages.status} <> 'removed'`

/** Which of the messages are shown, before a position: to be asked beside each of `stretches`. */
export function isShown({ sessionId, chatId }: Placeholders<OfChat>, before: SQLWrapper = sql`${END}`): SQL {
  return sql`${messages.sessionId} = ${sessionId} and ${messages.chatId} = ${chatId}
    and ${messages.branch} = stretches.branch and ${messages.position} >= stretches.start
    and ${messages.position} < least(stretches.stop, ${before}::int) and ${isThere}`
}

/**
 * The newest messages that are shown, newest first: `count` rows of `select`, which reads messages that `isShown` and has a
 * column `position`. Reads `stretches`.
 */
export function newestShown(select: SQL, count: number): SQL {
  return sql`
    select newest.* from stretches cross join lateral (${select} order by position desc limit ${count}) as newest
    order by position desc limit ${count}`
}
