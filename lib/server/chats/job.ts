import "server-only"
import type { Turn } from "../context/build"
import { type PlacedTurn, rememberTail, type TurnRow, turnsFrom } from "../messages/history-cache"
import type { Lease } from "../replies/journal"

/**
 * A reply to be written: `createdAt` is when its question was accepted, `history` yields what came before in pages,
 * newest first, `remember` takes the finished reply so that the next question need not read it again.
 */
export type Work = {
  lease: Lease
  createdAt: Date
  question: Turn
  history: AsyncIterable<Turn[]>
  remember: (reply: Turn) => void
}

/** `asked` is the question, `before` what was read of the chat, newest first; `revision` is null when nothing may be remembered. */
export function newWork(
  lease: Lease,
  { at, revision }: { at: Date; revision: number | null },
  asked: PlacedTurn,
  before: PlacedTurn[],
): Work {
  const { session, chatId } = lease
  return {
    lease,
    createdAt: at,
    question: asked,
    history: turnsFrom(session, chatId, before),
    remember: (reply) => {
      const position = asked.position + 1
      const turns = [...(reply.text ? [{ ...reply, position }] : []), asked, ...before]
      if (revision !== null)
        rememberTail(session, chatId, { revision, position, newest: lease.messageId, turns })
    },
  }
}

/** A question as the model is shown it. */
export function turnOf({ text, tokens }: { text: string; tokens: number }): Turn {
  return { role: "user", text, tokens }
}

/** Where the message `messageId` stands in a chat of which `rows` are the newest, whether or not it is among them. */
export function positionAfter(rows: TurnRow[], messageId: string): number {
  const [newest] = rows
  if (!newest) return 1
  return newest.id === messageId ? newest.position : newest.position + 1
}
