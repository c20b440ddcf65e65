import "server-only"
import { sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { chats } from "@/drizzle/schema/chats"
import { replies } from "@/drizzle/schema/replies"
import { sessions } from "@/drizzle/schema/sessions"
import { statement } from "../db/statement"
import { liveChat, liveSession } from "../expiry/conditions"
import type { Turn } from "../model/prompt"
import type { KeyHolder } from "../sessions/session"
import { ACROSS, keepMemory, keptMemory, readSaid } from "./recall"
import { type Recalled, type SaidTurn, visible } from "./turns"

/** A turn of another chat; turns of one chat follow each other, and have the same number. */
export type OtherTurn = SaidTurn & { chat: number }

/** What was said in a visitor's other chats, and what of it a question may be about. */
export type Elsewhere = { turns: OtherTurn[]; recalled: Recalled }

/** Chats that are looked into, and turns of all of them: the newest. */
const CHATS = 50
const TURNS = 5_000

/**
 * What a visitor who wants that said in their other chats, and what of it matters to a question. Undefined where they do not, or
 * there is nothing. Temporary chats stand by themselves, both ways.
 */
export async function recallElsewhere(
  session: KeyHolder,
  chatId: string,
  question: Turn,
): Promise<Elsewhere | undefined> {
  // What was switched off since, elsewhere, is found out with the chats.
  if (!session.acrossChats) return undefined
  const others = await listOthers({ sessionId: session.id, chatId })
  if (others.length === 0) return undefined
  const revision = others.map(({ id, revision, isAnswered }) => `${id} ${revision} ${isAnswered}`).join()
  const memory =
    keptMemory(session, ACROSS, revision) ??
    (await keepMemory(session, ACROSS, revision, () => readAll(session, others)))
  const { said, recalled } = memory.recall(question, 0)
  return recalled && { turns: said as OtherTurn[], recalled }
}

/** `isAnswered`: no answer is being written there, which would be missed until something else is asked. */
type Other = { id: string; revision: number; isAnswered: boolean }

const other = alias(chats, "other")

const listOthers = statement<{ sessionId: string; chatId: string }, Other>(
  (value) => sql`
    select ${other.id} as id, ${other.revision} as revision, not exists (
      select from ${replies} where ${replies.sessionId} = ${sessions.id} and ${replies.chatId} = ${other.id}
    ) as "isAnswered"
    from ${sessions}
    join ${chats} on ${chats.sessionId} = ${sessions.id} and ${chats.id} = ${value.chatId} and ${chats.temporary} = false
    join ${chats} ${other} on ${other.sessionId} = ${sessions.id} and ${other.id} <> ${chats.id} and ${other.temporary} = false
    where ${sessions.id} = ${value.sessionId} and ${sessions.acrossChats} and ${liveSession()} and ${liveChat(other)}
    order by ${other.updatedAt} desc limit ${CHATS}`,
)

/** What was said in them, the oldest chat first. */
async function readAll(session: KeyHolder, others: Other[]): Promise<OtherTurn[]> {
  const read: OtherTurn[][] = []
  let left = TURNS
  for (const [chat, { id }] of others.entries()) {
    if (left <= 0) break
    const { said } = await readSaid({ session, chatId: id })
    read.push(said.slice(-left).map((turn) => ({ ...visible(turn), chat })))
    left -= said.length
  }
  return read.reverse().flat()
}
