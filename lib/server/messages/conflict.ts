import "server-only"
import { type SQL, sql } from "drizzle-orm"
import { chats } from "@/drizzle/schema/chats"
import { messages } from "@/drizzle/schema/messages"
import { replies } from "@/drizzle/schema/replies"
import { sessions } from "@/drizzle/schema/sessions"
import { into, type Placeholders } from "../db/statement"
import { liveChat, liveSession } from "../expiry/conditions"
import { type Allowance, type Limit, limitReached, taking, type Used } from "../limits/allowance"
import { LEASE, type Lease, type Runner } from "../replies/lease"
import { isShown, newestShown } from "./branches"
import type { TurnRow } from "./history"

/*
 * What can be in the way of a message, as parts of the WITH of the two statements that accept one: for the first time
 * (`insert.ts`) and again (`rewind.ts`).
 */

/** The newest message the visitor had before them, null for none; undefined: it does not matter. */
export type LastSeen = string | null | undefined

/** One row for every message read, newest first; the facts about what is in the way are the same in each. */
export type ConflictRow = TurnRow & {
  /** The session is live, and so is the chat, if there is one already; there is one, if something was seen of it. */
  owned: boolean
  /** Another message is the newest one, or the reply that is being written. */
  changed: boolean
  /** The chat went on in the very same moment: nothing was written, and how it stands now was not seen. */
  overtaken: boolean
  /** Where the same message was accepted before, its reply, and how that runs, if it does. */
  knownChat: string | null
  knownReply: string | null
  knownRunner: Runner | null
  knownEpoch: string | null
  /** Another reply of the chat is being written, or was when its runner went. */
  busy: "alive" | "gone" | null
  accepted: boolean
  /** The visitor's limit that is reached. */
  limit: Limit | null
  created: boolean | null
  revision: number | null
  /** The branch of its reply. */
  branch: number | null
  at: Date
} & Used

/** The values these parts are asked with. `messageId`: the message that is answered; `replyId`: its reply. */
export type ConflictValues = {
  sessionId: string
  chatId: string
  messageId: string
  replyId: string
  epoch: string
  mustBeSeen: boolean
  lastSeen: string | null
} & Allowance

type Values = Placeholders<ConflictValues>

/** The values for a message that is to be answered under a lease. */
export function conflictValues(lease: Lease, { messageId, lastSeen, allowance }: ToAnswer): ConflictValues {
  const { session, chatId, messageId: replyId, epoch } = lease
  const seen = { mustBeSeen: lastSeen !== undefined, lastSeen: lastSeen ?? null }
  return { sessionId: session.id, chatId, messageId, replyId, epoch, ...seen, ...allowance }
}

/** A message that is to be answered. */
type ToAnswer = { messageId: string; lastSeen?: LastSeen; allowance: Allowance }

/**
 * `owner`: the live session, locked, with the limit of it that is reached, if one is, and the revision of the chat as it was `seen`. A
 * chat of which something was seen does not begin anew where it was deleted.
 */
export function liveOwner(value: Values): SQL {
  const { sessionId, chatId, lastSeen } = value
  const isOwn = sql`${chats.sessionId} = ${sessions.id} and ${chats.id} = ${chatId}`
  const own = sql`select from ${chats} where ${isOwn}`
  return sql`owner as (
    select ${sessions.id}, (select ${chats.revision} from ${chats} where ${isOwn}) as seen, ${limitReached(asked(value))} as limit_reached
    from ${sessions} where ${sessions.id} = ${sessionId} and ${liveSession()}
      and not exists (${own} and not ${liveChat()}) and (${lastSeen}::uuid is null or exists (${own}))
    for no key update of ${sessions}
  )`
}

/** `taken`: the session, once the message in `stored` has taken its share of the limits. */
export function taken(value: Values, stored: "stored" | "message"): SQL {
  const { messagesPerHour, tokensPerDay } = asked(value)
  return sql`taken as (
    update ${sessions} set ${taking(asked(value))} from ${sql.identifier(stored)} as accepted
    where ${sessions.id} = ${value.sessionId} and (${messagesPerHour} > 0 or ${tokensPerDay} > 0)
    returning ${sessions.hourMessages}, ${sessions.dayTokens}
  )`
}

function asked({ messagesPerHour, tokensPerDay, reserve }: Values): Record<keyof Allowance, SQL> {
  return {
    messagesPerHour: sql`${messagesPerHour}::int`,
    tokensPerDay: sql`${tokensPerDay}::bigint`,
    reserve: sql`${reserve}::int`,
  }
}

/** `changed`: a row when something else than what was seen is the newest of the chat; a reply counts from its first moment on. */
export function changed(value: Values): SQL {
  const { sessionId, chatId, mustBeSeen, lastSeen } = value
  const shown = isShown(value)
  return sql`changed as (
    select from owner where ${mustBeSeen}::boolean and ${lastSeen}::uuid is distinct from coalesce(
      (select ${replies.messageId} from ${replies}
        where ${replies.sessionId} = ${sessionId} and ${replies.chatId} = ${chatId}),
      (select id from (${newestShown(sql`select ${messages.id}, ${messages.position} from ${messages} where ${shown}`, 1)}) as newest)
    )
  )`
}

/** `busy`: a row when the chat has a running reply. */
export function busy({ sessionId, chatId }: Values): SQL {
  return sql`busy as (
    select case when ${replies.leaseUntil} > now() then 'alive' else 'gone' end as runner from ${replies}
    where ${replies.sessionId} = ${sessionId} and ${replies.chatId} = ${chatId}
  )`
}

/** True when neither this message was accepted before nor anything stands in its way. Reads `known` and `owner`. */
export const isFree = sql`
  not exists (select from known) and not exists (select from busy) and not exists (select from changed)
  and limit_reached is null`

/** `started`: the running reply, at the place in `answered`. One that is there already makes the whole statement fail (23505). */
export function started(value: Values): SQL {
  const { sessionId, chatId, replyId, epoch, reserve } = value
  return sql`started as (
    insert into ${into(replies, "sessionId", "chatId", "messageId", "parentId", "position", "branch", "branchedFrom", "epoch", "leaseUntil", "reserved")}
    select ${sessionId}::uuid, ${chatId}::uuid, ${replyId}::uuid, parent_id, position, branch, branched_from,
      ${epoch}::uuid, now() + make_interval(secs => ${LEASE}), ${reserve}::int from answered
    returning 1
  )`
}

/** The facts of a `ConflictRow`. `mine` of `known`: an earlier try of this very call got through and its answer was lost. */
export const facts = sql`
  now() as at, exists (select from owner) as owned, exists (select from changed) as changed,
  (select limit_reached from owner) as "limit",
  (select branch from answered) as branch,
  (select hour_messages from taken) as "hourMessages", (select day_tokens from taken) as "dayTokens",
  (select runner from busy) as busy,
  (select chat_id from known where mine is not true) as "knownChat", (select reply_id from known) as "knownReply",
  (select runner from known) as "knownRunner", (select epoch from known) as "knownEpoch",
  exists (select from started) or exists (select from known where mine) as accepted`
