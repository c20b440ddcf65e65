import "server-only"
import { buildPrompt } from "../context/prompt"
import { type PlacedTurn, type TurnRow, turnsFrom } from "../messages/history"
import { rememberHistory } from "../messages/history-cache"
import type { Turn } from "../model/prompt"
import { noteVisit } from "../process"
import type { Lease } from "../replies/lease"
import type { Job } from "../replies/write"
import { noteAccepted } from "./accepted"

/** `message` is the one to be answered, `before` what was read of the chat, newest first; `revision` is null when nothing may be remembered. */
export function newJob(
  lease: Lease,
  { at, revision }: { at: Date; revision: number | null },
  message: PlacedTurn,
  before: PlacedTurn[],
): Job {
  const { session, chatId } = lease
  noteAccepted(lease)
  noteVisit()
  return {
    lease,
    createdAt: at,
    prompt: ({ systemPrompt }) =>
      buildPrompt(systemPrompt, message, askedBefore(before), turnsFrom(session, chatId, before)),
    remember: (reply) => {
      const position = message.position + 1
      const turns = [...(reply.text ? [{ ...reply, position }] : []), message, ...before]
      if (revision !== null)
        rememberHistory(session, chatId, { revision, position, newest: lease.messageId, turns })
    },
  }
}

/** What the visitor said, oldest first. */
function askedBefore(before: PlacedTurn[]): string[] {
  return before
    .filter(({ role }) => role === "user")
    .map(({ text }) => text)
    .reverse()
}

/** A message as the model is shown it. */
export function turnOf({ text, tokens }: { text: string; tokens: number }): Turn {
  return { role: "user", text, tokens }
}

/** Where the message `messageId` stands in a chat of which `rows` are the newest, whether or not it is among them. */
export function positionAfter(rows: TurnRow[], messageId: string): number {
  const [newest] = rows
  if (!newest) return 1
  return newest.id === messageId ? newest.position : newest.position + 1
}
