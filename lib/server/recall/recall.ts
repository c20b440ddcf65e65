import "server-only"
import { setImmediate as breathe } from "node:timers/promises"
import { LRUCache } from "lru-cache"
import { type PlacedTurn, turnsFrom } from "../messages/history"
import type { Turn } from "../model/prompt"
import { perProcess } from "../process"
import type { KeyHolder } from "../sessions/session"
import { Memory } from "./memory"
import { type Said, tokensOf } from "./turns"

/**
 * A chat as it stood before a question: `newest`, what is at hand of it, newest first; `revision`, by which it is told whether what
 * this process remembers of it still holds, null when that is not known.
 */
export type Chat = { session: KeyHolder; chatId: string; revision: number | null; newest: PlacedTurn[] }

/** Turns that are remembered of a chat; older ones are not looked for. */
const TURNS = 20_000

/** Turns that are made ready at a time, between which others get their turn. */
const AT_A_TIME = 250

/** Bytes of all memories together, and how long an unused one is kept (ms). */
const BYTES = 128 * 2 ** 20
const REMEMBERED = 10 * 60_000

/** A memory, and the revision of the chat that it is all of. */
type Kept = { revision: number; memory: Memory }

const memories = perProcess(
  "memories",
  () =>
    new LRUCache<string, Kept>({
      maxSize: BYTES,
      sizeCalculation: ({ memory }) => memory.size,
      ttl: REMEMBERED,
    }),
)

// By itself the cache lets go of what is stale only when it needs the room.
setInterval(() => memories.purgeStale(), 60_000).unref()

const keyOf = (session: { id: string }, chatId: string) => `${session.id}/${chatId}`

/**
 * What was said in a chat, as far as a question needs it: all of it where that has `room` tokens; else with the places of the
 * turns that matter to the question.
 */
export async function recall(chat: Chat, question: Turn, room: number): Promise<Said> {
  const known = memories.get(keyOf(chat.session, chat.chatId))
  if (known && known.revision === chat.revision) return known.memory.recall(question, room)
  const said: PlacedTurn[] = []
  let isWhole = true
  for await (const page of turnsFrom(chat.session, chat.chatId, chat.newest)) {
    said.push(...page)
    isWhole &&= tokensOf(said) <= room
    if (said.length > TURNS) break
  }
  const kept = withoutForgotten(said.reverse())
  return isWhole ? { said: kept } : (await remember(chat, kept)).recall(question, room)
}

/** What a visitor wants to be kept in mind no more is not shown, nor what was answered to it. `turns`: oldest first. */
export function withoutForgotten(turns: PlacedTurn[]): PlacedTurn[] {
  return turns.filter(
    ({ isForgotten, role }, at) => !isForgotten && !(role === "assistant" && turns[at - 1]?.isForgotten),
  )
}

/** Notes what was said since: the question and its answer. `revision`: the chat's after the question. */
export function noteSaid({ session, chatId, revision: before }: Chat, revision: number, turns: Turn[]): void {
  const kept = memories.get(keyOf(session, chatId))
  forgetMemory(session, chatId)
  if (!kept || kept.revision !== before) return
  for (const turn of turns) kept.memory.add(turn)
  memories.set(keyOf(session, chatId), { revision, memory: kept.memory })
}

/** Forgets a chat that was deleted. */
export function forgetMemory(session: { id: string }, chatId: string): void {
  memories.delete(keyOf(session, chatId))
}

/** Forgets every chat of a visitor who erased everything. */
export function forgetMemories(session: { id: string }): void {
  for (const key of [...memories.keys()]) if (key.startsWith(keyOf(session, ""))) memories.delete(key)
}

async function remember({ session, chatId, revision }: Chat, said: PlacedTurn[]): Promise<Memory> {
  const memory = new Memory()
  for (const [at, turn] of said.entries()) {
    memory.add(turn)
    if (at % AT_A_TIME === 0) await breathe()
  }
  if (revision !== null) memories.set(keyOf(session, chatId), { revision, memory })
  return memory
}
