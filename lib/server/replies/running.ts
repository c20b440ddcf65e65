import "server-only"
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

/** Breaks off every reply of this process and stores what has arrived; for an orderly shutdown. */
export async function interruptReplies(): Promise<void> {
  const open = [...runs.values()]
  for (const run of open) run.stop("interrupted")
  await Promise.all(open.map((run) => run.ended))
}
