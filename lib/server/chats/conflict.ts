import "server-only"
import { setTimeout as pause } from "node:timers/promises"
import type { Refused } from "@/lib/words/refusals"
import { errorCode } from "../db/codes"
import type { Allowance } from "../limits/allowance"
import type { ConflictRow } from "../messages/conflict"
import type { Lease } from "../replies/lease"
import { recoverLostReplies, recoverReply, takeOverReply } from "../replies/recover"
import type { KeyHolder } from "../sessions/session"
import { limitRefusal } from "../spending/spending"
import { freeLostSummaries } from "../summaries/lease"
import { isAccepted } from "./accepted"

/** A statement that decided: the same facts in each row, the rows that are messages, and the lease it was run with. */
export type Decided<Row = ConflictRow> = { ok: true; first: Row; rows: Row[]; lease: Lease }

const TRIES = 20

/** Milliseconds between two looks at whether a reply that another process accepted has begun. */
const LOOK = 250

/**
 * Runs the statement until it meets neither an equal one at the same moment nor a reply whose runner is gone. The reply that
 * was accepted for this very call, and whose runner is gone without a word or never began, is taken over.
 * Refuses with `not_found` when the session or the chat is gone, `changed` when the chat went on unseen, `busy` while
 * another reply of the chat runs, and `limited` when the visitor has used up a limit, lost replies not counted.
 */
export async function resolveConflicts<Row extends ConflictRow>(
  { lease, allowance }: { lease: Lease; allowance: Allowance },
  statement: (lease: Lease) => Promise<Row[]>,
): Promise<Decided<Row> | Refused> {
  let held = lease
  for (let left = TRIES; left > 0; left--) {
    const rows = (await statement(held).catch(unlessTaken)) ?? []
    const [first] = rows
    if (!first || first.overtaken) continue
    if (!first.owned) return NOT_FOUND
    const isNew = !first.knownChat && !first.accepted
    if (first.changed && isNew) return CHANGED
    if (first.limit && isNew && !first.busy) {
      if (first.limit === "tokens" && (await freeLost(lease.session))) continue
      return limitRefusal(lease.session, first.limit, allowance)
    }
    const runner = first.knownChat === lease.chatId && !isAccepted(first.knownEpoch) && first.knownRunner
    // Accepted by another process, or by this one, which did not learn of it: whether it has begun will be seen.
    if (runner === "new") await pause(LOOK)
    else if (runner === "gone") held = (await takeOver(lease, first.knownReply)) ?? lease
    else if (first.knownChat || first.accepted || !first.busy)
      return { ok: true, first, rows: rows.filter((row) => row.id !== null), lease: held }
    else if (first.busy === "alive") return BUSY
    else await recoverReply(lease.session, lease.chatId)
  }
  return BUSY
}

/** Gives back what was reserved for what is being written no more. True when there was any. */
async function freeLost(session: KeyHolder): Promise<boolean> {
  const freed = await Promise.all([recoverLostReplies(session), freeLostSummaries(session)])
  return freed.includes(true)
}

/** Undefined when it was not to be had: then it has ended, or is another one's. */
async function takeOver(lease: Lease, replyId: string | null): Promise<Lease | undefined> {
  const taken = replyId ? await takeOverReply({ ...lease, messageId: replyId }) : undefined
  if (!taken) await recoverReply(lease.session, lease.chatId)
  return taken
}

/**
 * A key was taken in the same moment (unique_violation), what it belongs to was erased (foreign_key_violation), or the chat
 * went on (not_null_violation): nothing was written, look again.
 */
export function unlessTaken(error: unknown): undefined {
  if (!["23505", "23503", "23502"].includes(errorCode(error) ?? "")) throw error
}

export const NOT_FOUND: Refused = { ok: false, error: { code: "not_found", about: "written_chat" } }
/** What was seen of the chat is not what it is. */
export const CHANGED: Refused = { ok: false, error: { code: "changed", about: "chat" } }
const BUSY: Refused = { ok: false, error: { code: "busy", about: "chat" } }
