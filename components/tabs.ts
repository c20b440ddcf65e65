/** What the tabs of one browser tell each other. None of the visitor's words. */
export type TabMessage =
  /** A tab takes the one stream of this browser; the newest to say so (by `at`, then by name) has it. */
  | { type: "stream-taken"; at: number; tab: string }
  /** That tab needs it no more. */
  | { type: "stream-left"; tab: string }
  /** Something was asked, answered or given another name there. */
  | { type: "chat-changed"; chatId: string }
  | { type: "chat-deleted"; chatId: string }
  /** A question was removed, and its answer. */
  | { type: "messages-removed"; chatId: string; ids: string[] }
  /** An ask that waited to be sent is not wanted any more. */
  | { type: "taken-back"; id: string }

/** Tells every other tab; one that is frozen hears of it when it wakes up. */
export function tell(message: TabMessage): void {
  channel?.postMessage(message)
}

/** Hears what other tabs tell; call the result to hear no more. */
export function listen(hear: (message: TabMessage) => void): () => void {
  const receive = ({ data }: MessageEvent<TabMessage>) => hear(data)
  channel?.addEventListener("message", receive)
  return () => channel?.removeEventListener("message", receive)
}

const channel = openChannel()

/** None on the server, nor where the browser refuses: then each tab is alone. */
function openChannel(): BroadcastChannel | undefined {
  if (typeof window === "undefined") return undefined
  try {
    return new BroadcastChannel("alcove")
  } catch {
    return undefined
  }
}
