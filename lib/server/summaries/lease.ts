import "server-only"
import { randomUUID } from "node:crypto"
import { type SQL, sql } from "drizzle-orm"
import { chats } from "@/drizzle/schema/chats"
import { sessions } from "@/drizzle/schema/sessions"
import { summaries } from "@/drizzle/schema/summaries"
import { bare, into, type Placeholders, statement } from "../db/statement"
import { isLive } from "../expiry/conditions"
import { adding, hasRoomFor, settleReserved } from "../limits/allowance"
import { stretches } from "../messages/branches"
import type { KeyHolder } from "../sessions/session"

/** Seconds in which a summary is written and stored; after it what was reserved for it is free again. */
export const LEASE = 110

/** The right to write the summary of a chat up to the message at a place. */
export type SummaryLease = {
  session: KeyHolder
  chatId: string
  branch: number
  position: number
  epoch: string
}

/**
 * The chat whose part up to `position` is to be summarised, as it stood at this revision, when so many messages had been
 * forgotten. `need`: tokens it may cost at most; `tokensPerDay`: what its visitor may spend, 0: without limit; `beside`: what has to
 * be left for an answer.
 */
type Wanted = {
  session: KeyHolder
  chatId: string
  revision: number
  forgotten: number
  position: number
  need: number
  tokensPerDay: number
  beside: number
}

/**
 * Begins a summary, and takes from its visitor's limit what it may need. Undefined when the chat is not what it was, it is being
 * written or failed a short while ago, or too little is left.
 */
export async function beginSummary({ session, ...wanted }: Wanted): Promise<SummaryLease | undefined> {
  const { chatId, position } = wanted
  const epoch = randomUUID()
  await freeLostSummaries(session)
  const [begun] = await begin({ sessionId: session.id, ...wanted, epoch })
  return begun && { session, chatId, branch: begun.branch, position, epoch }
}

type OfChat = { sessionId: string; chatId: string }
type Given = Omit<Wanted, "session"> & { sessionId: string; epoch: string }

/** The session is locked first: so many at once never reserve more than there is. */
const begin = statement<Given, { branch: number }>((value) => {
  const { sessionId, chatId, position } = value
  const reserve = sql`case when ${value.tokensPerDay}::int > 0 then ${value.need}::int else 0 end`
  const wanted = sql`(${value.need}::int + ${value.beside}::int)`
  return sql`
    with ${stretches(value)}, payer as (
      select ${sessions.id} from ${sessions}
      where ${sessions.id} = ${sessionId} and ${hasRoomFor(wanted, sql`${value.tokensPerDay}::int`)} and ${isLive(sessionId, chatId)}
      for no key update
    ), begun as (
      insert into ${into(summaries, "sessionId", "chatId", "branch", "position", "epoch", "leaseUntil", "reserved", "forgotten")}
      select payer.id, ${chats.id}, stretches.branch, ${position}::int, ${value.epoch}::uuid,
        now() + make_interval(secs => ${LEASE}), ${reserve}, ${chats.forgotten}
      from payer join ${chats} on ${chats.sessionId} = payer.id and ${chats.id} = ${chatId}
        and ${chats.revision} = ${value.revision} and ${chats.forgotten} = ${value.forgotten}
      join stretches on ${position}::int >= start and ${position}::int < stop
      where not exists (select from ${summaries} where ${isOpen(value)} and ${summaries.leaseUntil} > now())
      on conflict (${bare(summaries.sessionId, summaries.chatId, summaries.branch, summaries.position)}) do update set
        ${bare(summaries.epoch)} = excluded.${bare(summaries.epoch)}, ${bare(summaries.startedAt)} = now(),
        ${bare(summaries.leaseUntil)} = excluded.${bare(summaries.leaseUntil)},
        ${bare(summaries.reserved)} = excluded.${bare(summaries.reserved)}, ${bare(summaries.forgotten)} = excluded.${bare(summaries.forgotten)}
        where ${summaries.body} is null and ${summaries.leaseUntil} <= now() and ${summaries.reserved} = 0
      returning ${summaries.branch}
    ), taken as (
      update ${sessions} set ${adding(reserve)} from begun
      where ${sessions.id} = ${sessionId} and ${reserve} > 0 returning 1
    ) select branch from begun`
})

/** Of a chat: one that is being written, or was to be. */
export function isOpen({ sessionId, chatId }: Placeholders<OfChat>): SQL {
  return sql`${summaries.sessionId} = ${sessionId} and ${summaries.chatId} = ${chatId} and ${summaries.body} is null`
}

/**
 * `dropped`: the written summaries that may tell of a message, at the `position` of `going`, whose chat is locked by then:
 * also one that was stored while that was waited for, which the statement's own snapshot does not have.
 */
export function dropWritten({ sessionId, chatId }: Placeholders<OfChat>): SQL {
  const which = [summaries.sessionId, summaries.chatId, summaries.branch, summaries.position]
  const isWritten = which.map((column) => sql`${column} = telling.${bare(column)}`)
  return sql`telling as (
    select ${sql.join(which, sql`, `)}, ${summaries.body} is not null as is_written
    from going as gone join ${summaries} on ${summaries.sessionId} = ${sessionId} and ${summaries.chatId} = ${chatId}
      and ${summaries.position} >= gone.position
    for update of ${summaries}
  ), dropped as (
    delete from ${summaries} using telling where is_written and ${sql.join(isWritten, sql` and `)} returning 1
  )`
}

/** Gives back what was reserved for summaries of a visitor that are being written no more. True when there were any. */
export async function freeLostSummaries(session: { id: string }): Promise<boolean> {
  return (await freeOf({ sessionId: session.id })).length > 0
}

/** The same for all visitors. Part of a cleanup. */
export async function freeAllLostSummaries(): Promise<void> {
  await freeAll({})
}

const freeOf = statement<{ sessionId: string }, object>((value) =>
  freeLost(sql`${summaries.sessionId} = ${value.sessionId}`),
)
const freeAll = statement<Record<never, never>, object>(() => freeLost(sql`true`))

function freeLost(whose: SQL): SQL {
  return sql`
    with lost as (
      select ${summaries.sessionId}, ${summaries.epoch}, ${summaries.reserved}, ${summaries.startedAt}, 0 as spent from ${summaries}
      where ${whose} and ${summaries.body} is null and ${summaries.reserved} > 0 and ${summaries.leaseUntil} <= now()
      for update
    ), freed as (
      update ${summaries} set ${bare(summaries.reserved)} = 0, ${bare(summaries.epoch)} = gen_random_uuid() from lost
      where ${summaries.sessionId} = lost.session_id and ${summaries.epoch} = lost.epoch returning 1
    ), settled as (${settleReserved("lost", false)}) select 1 from lost`
}
