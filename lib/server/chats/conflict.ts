import "server-only"
import type { Refused } from "@/lib/words/refusals"
import { errorCode } from "../db/client"
import type { ConflictRow } from "../messages/conflict"
import type { Lease } from "../replies/lease"
import { recoverReply } from "../replies/recover"

/** A statement that decided: the same facts in each row, and the rows that are messages. */
export type Decided = { ok: true; first: ConflictRow; rows: ConflictRow[] }

const TRIES = 8

/**
 * Runs the statement until it meets neither an equal one at the same moment nor a reply whose runner is gone.
 * Refuses with `not_found` when the session or the chat is gone, `changed` when the chat went on unseen, and `busy` while
 * another reply of the chat runs.
 */
export async function resolveConflicts(
  { session, chatId }: Lease,
  statement: () => Promise<ConflictRow[]>,
): Promise<Decided | Refused> {
  for (let left = TRIES; left > 0; left--) {
    const rows = (await statement().catch(unlessTaken)) ?? []
    const [first] = rows
    if (!first) continue
    if (!first.owned) return NOT_FOUND
    if (first.changed && !first.knownChat && !first.accepted) return CHANGED
    if (first.knownChat || first.accepted || !first.busy) {
      return { ok: true, first, rows: rows.filter((row) => row.id !== null) }
    }
    if (first.busy === "alive") return BUSY
    await recoverReply(session, chatId)
  }
  return BUSY
}

/**
 * A key was taken in the same moment (unique_violation), or what it belongs to was erased (foreign_key_violation):
 * nothing was written, look again.
 */
export function unlessTaken(error: unknown): undefined {
  if (!["23505", "23503"].includes(errorCode(error) ?? "")) throw error
}

export const NOT_FOUND: Refused = { ok: false, error: { code: "not_found", about: "written_chat" } }
const CHANGED: Refused = { ok: false, error: { code: "changed", about: "chat" } }
const BUSY: Refused = { ok: false, error: { code: "busy", about: "chat" } }
