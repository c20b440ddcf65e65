import "server-only"
import { eq, lt, sql } from "drizzle-orm"
import { v7 as uuidv7 } from "uuid"
import { connect } from "@/drizzle/client"
import { cleanups } from "@/drizzle/schema/cleanups"
import { deleteOldAudit } from "../admin/audit"
import { deleteOldAdminSessions } from "../admin/session"
import { query, Unavailable } from "../db/client"
import { isPassing } from "../db/codes"
import type { Row } from "../db/statement"
import { env } from "../env"
import {
  applyRetention,
  type ChatKey,
  countExpired,
  deleteExpiredChats,
  deleteExpiredSessions,
  findExpiredChats,
  findExpiredSessions,
} from "../expiry/expiry"
import { destroyOldSalts } from "../http/client-ip"
import { deleteStaleBudgets } from "../limits/budgets"
import { deleteOldLeases } from "../limits/site"
import { deleteOldErasures } from "../my-data/erase"
import { deleteOrphanedJournals } from "../replies/journal"
import { recoverAbandonedReplies } from "../replies/recover"
import { freeAllLostSummaries } from "../summaries/lease"
import { log } from "../telemetry/log"
import { describeSpan, inSpan } from "../telemetry/spans"
import { foldUsage } from "../usage/counters"
import { forgetOldReplies } from "../usage/recent-replies"
import { countCleanup } from "./metrics"

/** What a cleanup did, or would do. `oldestExpiresAt`: when the oldest of what it deleted had expired (ISO 8601). */
export type Receipt = {
  status: "done"
  dryRun: boolean
  deleted: { sessions: number; chats: number; messages: number }
  oldestExpiresAt: string | null
  batches: number
  durationMs: number
}

/** Sessions or chats in one statement: few enough that a visitor who writes at the same moment hardly waits. */
const BATCH = 100

/** How long a receipt is kept; what was deleted stays counted in `usage`. */
const RECEIPT_DAYS = 90

/** Any number that no other program locks. */
export const CLEANUP_LOCK = 252684

/**
 * Deletes everything that has expired. Undefined while another cleanup works, in whatever process. Killed in the middle it
 * leaves nothing half deleted, and the next one goes on; two at once would do no harm either.
 */
export async function cleanUp(): Promise<Receipt | undefined> {
  // The lock belongs to a transaction of a connection of its own: it holds through a pooler and is gone with a crash.
  const holder = connect(env().DATABASE_URL, { max: 1 })
  let work: Promise<Receipt> | undefined
  try {
    await holder.db.transaction(async (db) => {
      await db.execute(sql`set local idle_in_transaction_session_timeout = 0`)
      const [lock] = await db.execute(sql`select pg_try_advisory_xact_lock(${CLEANUP_LOCK}) as taken`)
      if (lock?.taken) work = inSpan("cleanup", deleteExpired)
      await work
    })
  } catch (error) {
    // The lock may be lost with its connection; what was begun is finished all the same.
    if (!work) throw isPassing(error) ? new Unavailable(error) : error
  } finally {
    await work?.catch(() => {})
    await holder.sql.end({ timeout: 1 })
  }
  return work
}

/** What a cleanup would delete at this moment. Changes nothing, and waits for no lock. */
export async function previewCleanup(): Promise<Receipt> {
  const began = performance.now()
  return toReceipt(true, { ...(await countExpired()), batches: 0 }, began)
}

async function deleteExpired(): Promise<Receipt> {
  const began = performance.now()
  const id = uuidv7()
  await query(({ db }) => db.insert(cleanups).values({ id }).onConflictDoNothing())
  await each([
    destroyOldSalts,
    applyRetention,
    () => inBatches(findExpiredSessions, (ids: string[]) => deleteExpiredSessions(id, ids)),
    () => inBatches(findExpiredChats, (chats: ChatKey[]) => deleteExpiredChats(id, chats)),
    recoverAbandonedReplies,
    freeAllLostSummaries,
    deleteOrphanedJournals,
    deleteStaleBudgets,
    deleteOldLeases,
    deleteOldErasures,
    deleteOldAdminSessions,
    deleteOldAudit,
    foldUsage,
    forgetOldReplies,
    deleteOldReceipts,
  ])
  const receipt = toReceipt(false, await finish(id), began)
  log().info({ id, ...receipt }, "cleanup")
  countCleanup(receipt)
  const { sessions, chats, messages } = receipt.deleted
  describeSpan({ "alcove.cleanup.rows": sessions + chats + messages })
  return receipt
}

/** Every step is tried, whatever becomes of the others, unless there is no way to the database; then the first error is thrown. */
async function each(steps: (() => Promise<unknown>)[]): Promise<void> {
  const errors: unknown[] = []
  for (const step of steps) {
    try {
      await step()
    } catch (error) {
      if (error instanceof Unavailable) throw error
      log().error({ error }, "a step of the cleanup failed")
      errors.push(error)
    }
  }
  if (errors.length > 0) throw errors[0]
}

/** Until nothing more is found. What was found and has become active since is not deleted, and not found again. */
async function inBatches<T>(find: () => Promise<T[]>, remove: (batch: T[]) => Promise<void>): Promise<void> {
  for (let found = await find(); found.length > 0; found = await find()) {
    for (let at = 0; at < found.length; at += BATCH) await remove(found.slice(at, at + BATCH))
  }
}

async function deleteOldReceipts(): Promise<void> {
  const oldest = sql`now() - make_interval(days => ${RECEIPT_DAYS})`
  await query(({ db }) => db.delete(cleanups).where(lt(cleanups.startedAt, oldest)))
}

type Counts = Row<typeof cleanups, "sessions" | "chats" | "messages" | "oldestExpiresAt" | "batches">

async function finish(id: string): Promise<Counts> {
  const [counts] = await query(({ db }) =>
    db.update(cleanups).set({ finishedAt: sql`now()` }).where(eq(cleanups.id, id)).returning(),
  )
  if (!counts) throw new Error("the receipt of the cleanup is gone")
  return counts
}

function toReceipt(dryRun: boolean, counts: Counts, began: number): Receipt {
  const { sessions, chats, messages, oldestExpiresAt: oldest, batches } = counts
  return {
    status: "done",
    dryRun,
    deleted: { sessions, chats, messages },
    oldestExpiresAt: oldest?.toISOString() ?? null,
    batches,
    durationMs: Math.round(performance.now() - began),
  }
}
