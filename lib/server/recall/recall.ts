import "server-only"
import { setImmediate as breathe } from "node:timers/promises"
import { LRUCache } from "lru-cache"
import { type PlacedTurn, turnsFrom } from "../messages/history"
import type { Turn } from "../model/prompt"
import { perProcess } from "../process"
import type { KeyHolder } from "../sessions/session"
import { Memory } from "./memory"
import { type Said, type SaidTurn, tokensOf } from "./turns"

/**
 * A chat as it stood before a question: `newest`, what is at hand of it, newest first; `revision`, by which it is told whether what
 * this process remembers of it still holds, null when that is not known.
 */
export type Chat = { session: KeyHolder; chatId: string; revision: number | null; newest: PlacedTurn[] }

/** Turns that are remembered of a chat, and UTF-16 units of all of them; older ones are not looked for. */
const TURNS = 20_000
export const CHARACTERS = 4_000_000

/** Milliseconds for which turns are made ready before others get their turn. */
const AT_A_TIME = 5

/** Bytes of all memories together, and how long an unused one is kept (ms). */
const BYTES = 128 * 2 ** 20
const REMEMBERED = 10 * 60_000

/** A memory, and the revision of what it is all of. */
type Kept = { revision: number | string; memory: Memory }

const memories = perProcess(
  "memories",
  () =>
    new LRUCache<string, Kept>({
      maxSize: BYTES,
      sizeCalculation: ({ memory }) => memory.size,
      ttl: REMEMBERED,
    }),
)

/** What memories are being made of, and by whom: what is forgotten meanwhile is not kept. */
const making = perProcess("memories making", () => new Map<string, object>())

// By itself the cache lets go of what is stale only when it needs the room.
setInterval(() => memories.purgeStale(), 60_000).unref()

/** In the place of a chat's id: what was said in all chats beside the one that is written in. */
export const ACROSS = "across"

const keyOf = (session: { id: string }, chatId: string) => `${session.id}/${chatId}`

/**
 * What was said in a chat, as far as a question needs it: all of it where that has `room` tokens; else with the places of the
 * turns that matter to the question.
 */
export async function recall(chat: Chat, question: Turn, room: number): Promise<Said> {
  const { session, chatId, revision } = chat
  const known = keptMemory(session, chatId, revision)
  if (known) return known.recall(question, room)
  return whileMaking(keyOf(session, chatId), async (keep) => {
    const { said, tokens } = await readSaid(chat)
    if (tokens <= room) return { said }
    const memory = await memoryOf(said)
    if (revision !== null) keep({ revision, memory })
    return memory.recall(question, room)
  })
}

/** What this process remembers of a chat as it stands at a revision. */
export function keptMemory(
  session: { id: string },
  chatId: string,
  revision: Kept["revision"] | null,
): Memory | undefined {
  const kept = memories.get(keyOf(session, chatId))
  return kept && kept.revision === revision ? kept.memory : undefined
}

/** Makes a memory and keeps it, unless it is forgotten meanwhile. */
export function keepMemory(
  session: { id: string },
  chatId: string,
  revision: Kept["revision"],
  read: () => Promise<SaidTurn[]>,
): Promise<Memory> {
  return whileMaking(keyOf(session, chatId), async (keep) => {
    const memory = await memoryOf(await read())
    keep({ revision, memory })
    return memory
  })
}

async function whileMaking<T>(key: string, make: (keep: (kept: Kept) => void) => Promise<T>): Promise<T> {
  const maker = {}
  making.set(key, maker)
  try {
    return await make((kept) => {
      if (making.get(key) === maker) memories.set(key, kept)
    })
  } finally {
    if (making.get(key) === maker) making.delete(key)
  }
}

/** What was said, oldest first, and its tokens. `newest`: what is at hand of it; `most`: characters, about, of which no more are read. */
export async function readSaid({
  session,
  chatId,
  newest,
  most = CHARACTERS,
}: Pick<Chat, "session" | "chatId"> & Partial<Chat> & { most?: number }): Promise<{
  said: PlacedTurn[]
  tokens: number
}> {
  const said: PlacedTurn[] = []
  let characters = 0
  for await (const page of turnsFrom(session, chatId, newest)) {
    said.push(...page)
    characters += page.reduce((sum, { text }) => sum + text.length, 0)
    if (said.length > TURNS || characters > most) break
  }
  return { said: withoutForgotten(said.reverse()), tokens: tokensOf(said) }
}

/** What a visitor wants to be kept in mind no more is not shown, nor what was answered to it. `turns`: oldest first. */
export function withoutForgotten<T extends PlacedTurn>(turns: T[]): T[] {
  return turns.filter(
    ({ isForgotten, role }, at) => !isForgotten && !(role === "assistant" && turns[at - 1]?.isForgotten),
  )
}

/** Notes what was said since: the question and its answer. `revision`: the chat's after the question. */
export function noteSaid({ session, chatId, revision: before }: Chat, revision: number, turns: Turn[]): void {
  const kept = memories.get(keyOf(session, chatId))
  forget(keyOf(session, chatId))
  if (!kept || kept.revision !== before) return
  for (const turn of turns) kept.memory.add(turn)
  memories.set(keyOf(session, chatId), { revision, memory: kept.memory })
}

/** Forgets a chat that was deleted, or is not what it was, and what is remembered of it in others. */
export function forgetMemory(session: { id: string }, chatId: string): void {
  forget(keyOf(session, chatId))
  forget(keyOf(session, ACROSS))
}

function forget(key: string): void {
  memories.delete(key)
  making.delete(key)
}

/** Forgets every chat of a visitor who erased everything. */
export function forgetMemories(session: { id: string }): void {
  for (const kept of [memories, making])
    for (const key of [...kept.keys()]) if (key.startsWith(keyOf(session, ""))) kept.delete(key)
}

async function memoryOf(said: SaidTurn[]): Promise<Memory> {
  const memory = new Memory()
  let since = performance.now()
  for (const turn of said) {
    memory.add(turn)
    if (performance.now() - since < AT_A_TIME) continue
    await breathe()
    since = performance.now()
  }
  return memory
}
