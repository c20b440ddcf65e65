import type { ChatMessage } from "@/lib/types"
import { listen } from "../tabs"

// A page that is gone back to is first shown as it was kept, in which what was removed since still stands.
const removed = new Set<string>()
const watchers = new Set<() => void>()

/** Notes, for this window, that messages were removed. */
export function noteRemoved(ids: string[]): void {
  for (const id of ids) removed.add(id)
  for (const watch of watchers) watch()
}

/** The messages of a page but those that were removed since it was made. */
export function notRemoved(messages: ChatMessage[]): ChatMessage[] {
  return messages.filter(({ id }) => !removed.has(id))
}

/** Calls `watch` whenever messages were removed, here or in another tab; call the result to end that. */
export function onRemoval(watch: () => void): () => void {
  watchers.add(watch)
  const deaf = listen(({ type }) => type === "messages-removed" && watch())
  return () => {
    watchers.delete(watch)
    deaf()
  }
}
