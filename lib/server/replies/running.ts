import "server-only"
import { setTimeout as pause } from "node:timers/promises"
import { perProcess } from "../process"
import type { Session } from "../sessions/session"
import { requestStop } from "./lease"
import type { Run } from "./run"

/** The replies that are running here, by their chat. */
export const runs = perProcess("runs", () => new Map<string, Run>())

/** The name of a chat among the running replies. */
export const runKey = (session: { id: string }, chatId: string) => `${session.id}/${chatId}`

/** Drops a reply that has ended, unless another one has taken its place. */
export function forgetRun(key: string, run: Run): void {
  if (runs.get(key) === run) runs.delete(key)
}

/** Stops the reply of a chat, wherever it is being written; what has arrived is kept. No reply is no error. */
export async function stopReply(session: Session, chatId: string): Promise<void> {
  const run = runs.get(runKey(session, chatId))
  if (run && !run.metadata) run.stop("stopped")
  else await requestStop(session, chatId)
}

/** Breaks off the reply of a chat that was deleted. */
export function abandonReply(session: Session, chatId: string): void {
  runs.get(runKey(session, chatId))?.stop("interrupted")
}

/** Breaks off and forgets every reply of a visitor who erased everything. */
export function abandonReplies(session: { id: string }): void {
  for (const [key, run] of [...runs]) {
    if (!key.startsWith(runKey(session, ""))) continue
    run.stop("interrupted")
    runs.delete(key)
  }
}

/**
 * For an orderly end: the replies of this process may come to theirs within so many milliseconds; what still runs then is
 * broken off and stored as far as it has come, until nothing runs, whatever was accepted meanwhile.
 */
export async function endReplies(within: number): Promise<void> {
  const enough = pause(within, true, { ref: false })
  let isOver = false
  for (let open = liveRuns(); open.length > 0; open = liveRuns()) {
    if (isOver) for (const run of open) run.stop("interrupted")
    const ended = Promise.all(open.map((run) => run.ended)).then(() => isOver)
    isOver = await (isOver ? ended : Promise.race([ended, enough]))
  }
}

/** The replies that are being written here. */
export function liveRuns(): Run[] {
  return [...runs.values()].filter((run) => !run.metadata)
}
