import "server-only"
import { sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { chats } from "@/drizzle/schema/chats"
import { replies } from "@/drizzle/schema/replies"
import { sessions } from "@/drizzle/schema/sessions"
import { arrayLiteral } from "../db/batch"
import { statement } from "../db/statement"
import { liveChat, liveSession } from "../expiry/conditions"
import type { Turn } from "../model/prompt"
import { piecesOf, wordsOf } from "../retrieval/words"
import type { KeyHolder } from "../sessions/session"
import { ACROSS, CHARACTERS, keepMemory, keptMemory, readSaid } from "./recall"
import type { Recalled, SaidTurn } from "./turns"

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
  const revision = revisionOf(others)
  const kept = keptMemory(session, ACROSS, revision)
  const memory = kept ?? (await keepMemory(session, ACROSS, revision, () => readAll(session, others)))
  // Reading takes a while: what was deleted or switched off meanwhile is not to be shown.
  if (!kept && revisionOf(await listOthers({ sessionId: session.id, chatId })) !== revision) return undefined
  const { said, recalled } = memory.recall(question, 0)
  if (!recalled) return undefined
  const turns = said as OtherTurn[]
  return {
    turns,
    recalled: { ...recalled, places: await thatAreAbout(question.text, turns, recalled.places) },
  }
}

function revisionOf(others: Other[]): string {
  return others.map(({ id, revision, isAnswered }) => `${id} ${revision} ${isAnswered}`).join()
}

/** Places that are looked at, the share of the telling words of a question that have to be there, and of the pieces of a word. */
const LOOKED_AT = 20
const WORDS = 0.25
const PIECES = 0.4

/**
 * Of the places those where a question's own telling words are, in the turn or the next: inside a chat it only matters what fits,
 * but nothing of another one is told because of an "is" or a "my".
 */
async function thatAreAbout(question: string, turns: OtherTurn[], places: number[]): Promise<number[]> {
  const telling = (await tellingWords(question)).map((word) => new Set(piecesOf(word)))
  if (telling.length === 0) return []
  return places.slice(0, LOOKED_AT).filter((place) => {
    const next = turns[place + 1]?.chat === turns[place]?.chat ? turns[place + 1]?.text : ""
    const there = new Set(piecesOf(`${turns[place]?.text} ${next}`))
    const found = telling.filter(
      (pieces) => [...pieces].filter((piece) => there.has(piece)).length >= PIECES * pieces.size,
    )
    return found.length > 0 && found.length >= WORDS * telling.length
  })
}

/** Words that are looked at. */
const MOST_WORDS = 200

/** The words of a text that are in no list of stop words that Postgres has, whatever its language. */
async function tellingWords(text: string): Promise<string[]> {
  const words = [...new Set(wordsOf(text))].slice(0, MOST_WORDS)
  const rows = await findTelling({ words: arrayLiteral(words) })
  return rows.map(({ word }) => word)
}

const findTelling = statement<{ words: string }, { word: string }>(
  ({ words }) => sql`
    select word from unnest(${words}::text[]) as word where not exists (
      select from pg_ts_dict where dictname like ${"%\\_stem"} and ts_lexize(dictname::regdictionary, word) = ${"{}"}
    )`,
)

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
  let [left, characters] = [TURNS, CHARACTERS]
  for (const [chat, { id }] of others.entries()) {
    if (left <= 0 || characters <= 0) break
    const { said } = await readSaid({ session, chatId: id, most: characters })
    read.push(said.slice(-left).map((turn) => ({ ...turn, chat })))
    left -= said.length
    characters -= said.reduce((sum, { text }) => sum + text.length, 0)
  }
  return read.reverse().flat()
}
