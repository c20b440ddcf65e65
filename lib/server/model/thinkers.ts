import "server-only"
import { LRUCache } from "lru-cache"
import { env } from "../env"
import { perProcess } from "../process"

/** Answers in a row that began with thoughts and no opening tag, after which the next is expected to; one may be a slip. */
const ENOUGH = 2

const thinkers = perProcess("thinkers", () => new LRUCache<string, number>({ max: 100 }))

const keyOf = (model: string) => `${env().OPENAI_BASE_URL} ${model}`

/** Whether answers of this model are known to begin with thoughts that nothing announces. */
export function isThinker(model: string): boolean {
  return (thinkers.get(keyOf(model)) ?? 0) >= ENOUGH
}

/** Remembers whether a whole answer of this model began so. */
export function noteThinker(model: string, alone: boolean): void {
  if (alone) thinkers.set(keyOf(model), (thinkers.get(keyOf(model)) ?? 0) + 1)
  else thinkers.delete(keyOf(model))
}
