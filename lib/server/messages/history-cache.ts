import "server-only"
import { LRUCache } from "lru-cache"
import { perProcess } from "../process"
import type { KeyHolder } from "../sessions/session"
import type { PlacedTurn } from "./history"

/**
 * The end of a chat as this process last knew it: its opened turns, newest first, the branch, the position and the id of its
 * newest message (with or without words), and the chat's revision.
 */
export type CachedHistory = {
  revision: number
  branch: number
  position: number
  newest: string
  turns: PlacedTurn[]
}

const LOADED = 50

/** Characters of all histories together, and how long an unused one is remembered (ms). */
const CHARACTERS = 16_000_000

const REMEMBERED = 10 * 60_000

const histories = perProcess(
  "histories",
  () =>
    new LRUCache<string, CachedHistory>({
      maxSize: CHARACTERS,
      sizeCalculation: (history) => history.turns.reduce((sum, turn) => sum + turn.text.length, 500),
      ttl: REMEMBERED,
    }),
)

// By itself the cache lets go of what is stale only when it needs the room.
setInterval(() => histories.purgeStale(), 60_000).unref()

const keyOf = (session: { id: string }, chatId: string) => `${session.id}/${chatId}`

/**
 * What this process remembers of the end of a chat. It saves reading and opening the last 50 messages again, and is
 * only ever used when a write that names its revision and position succeeds: then it is what the database holds.
 */
export function recallHistory(session: KeyHolder, chatId: string): CachedHistory | undefined {
  return histories.get(keyOf(session, chatId))
}

/** Remembers the end of a chat after its newest messages became known. */
export function rememberHistory(session: KeyHolder, chatId: string, history: CachedHistory): void {
  histories.set(keyOf(session, chatId), { ...history, turns: history.turns.slice(0, LOADED) })
}

/** Forgets a chat whose messages are no longer what they were. */
export function forgetHistory(session: KeyHolder, chatId: string): void {
  histories.delete(keyOf(session, chatId))
}

/** Forgets every chat of a visitor who erased everything. */
export function forgetHistories(session: { id: string }): void {
  for (const key of [...histories.keys()]) if (key.startsWith(keyOf(session, ""))) histories.delete(key)
}
