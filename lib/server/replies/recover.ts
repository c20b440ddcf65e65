import "server-only"
import { randomUUID } from "node:crypto"
import { and, eq, gt, lte, notExists, sql } from "drizzle-orm"
import { replies, replyJournal } from "@/drizzle/schema/replies"
import { sessionKeys } from "@/drizzle/schema/sessions"
import type { Source } from "@/lib/types"
import { openKey } from "../crypto/master-keys"
import { query } from "../db/client"
import { modelName } from "../model/generate"
import { countTokens } from "../model/tokens"
import type { KeyHolder } from "../sessions/session"
import { findSettings } from "../settings/settings"
import { dayOf } from "../usage/time-zone"
import { finishReply } from "./finish"
import { openJournal } from "./journal"
import { LEASE, type Lease, newLease, replyOf, runner } from "./lease"
import { openSources } from "./sources"

/** Seconds since a lease ran out: a runner that lost the database may still be trying to store its answer (`STORE_WITHIN`). */
const LONG_GONE = 120

/**
 * Recovers every reply whose runner is gone: its end is counted although the visitor never writes in its chat again. Part of
 * a cleanup. What belongs to a key that does not open stays as it is.
 */
export async function recoverAbandonedReplies(): Promise<void> {
  const { sessionId: id, chatId, leaseUntil } = replies
  const { keyId, wrappedKey, sessionId } = sessionKeys
  const rows = await query(({ db }) =>
    db
      .select({ id, chatId, keyId, wrappedKey })
      .from(replies)
      .innerJoin(sessionKeys, eq(sessionId, id))
      .where(sql`${leaseUntil} <= now() - make_interval(secs => ${LONG_GONE}::int)`),
  )
  for (const { id, chatId, keyId, wrappedKey } of rows) {
    const key = openKey(keyId, id, wrappedKey)
    if (key) await recoverReply({ id, key }, chatId)
  }
}

/**
 * Stores what arrived of a reply whose runner is gone, as interrupted. Changes nothing while the runner is alive: the
 * epoch is taken over first, and only when the lease has run out.
 */
export async function recoverReply(session: KeyHolder, chatId: string): Promise<void> {
  const epoch = randomUUID()
  const isExpired = sql`${replies.leaseUntil} <= now()`
  const [taken] = await query(({ db }) =>
    db
      .update(replies)
      .set({ epoch })
      .where(and(replyOf(session, chatId), isExpired))
      .returning({ id: replies.messageId, sources: replies.sources }),
  )
  if (!taken) return
  const lease = { session, chatId, messageId: taken.id, epoch }
  const text = (await openJournal(lease)) ?? ""
  await interruptReply(lease, text, openSources(session, taken, text))
}

/**
 * Recovers the replies of one visitor whose runners are gone: what was reserved for them is free again. False when there
 * were none.
 */
export async function recoverLostReplies(session: KeyHolder): Promise<boolean> {
  const { sessionId, chatId, leaseUntil } = replies
  const isLost = and(eq(sessionId, session.id), lte(leaseUntil, sql`now()`))
  const lost = await query(({ db }) => db.select({ chatId }).from(replies).where(isLost))
  for (const { chatId } of lost) await recoverReply(session, chatId)
  return lost.length > 0
}

/**
 * Takes over a reply of which no word was written and whose runner is gone: it begins anew, under the lease that is given
 * back. Undefined when there is no such reply.
 */
export async function takeOverReply({ session, chatId, messageId }: Lease): Promise<Lease | undefined> {
  const lease = newLease(session, chatId, messageId)
  const isIt = and(replyOf(session, chatId), eq(replies.messageId, messageId), sql`${runner()} = 'gone'`)
  const written = and(
    eq(replyJournal.sessionId, session.id),
    eq(replyJournal.chatId, chatId),
    gt(replyJournal.seq, 0),
  )
  const times = { startedAt: sql`now()`, leaseUntil: sql`now() + make_interval(secs => ${LEASE}::int)` }
  // What was reserved yesterday is not today's.
  const reserved = sql`case when ${dayOf(replies.startedAt)} = ${dayOf(sql`now()`)} then ${replies.reserved} else 0 end`
  const taken = await query(({ db }) =>
    db
      .update(replies)
      .set({ epoch: lease.epoch, reserved, ...times })
      .where(and(isIt, notExists(db.select().from(replyJournal).where(written))))
      .returning({ messageId: replies.messageId }),
  )
  return taken.length > 0 ? lease : undefined
}

/** Ends a reply that is being written no more, with what arrived of it. What its runner knew of the provider's count went with it. */
export async function interruptReply(lease: Lease, text: string, sources?: Source[]): Promise<void> {
  const tokens = countTokens(text)
  const counts = { tokens, inputTokens: 0, outputTokens: tokens }
  const model = modelName(await findSettings())
  await finishReply(lease, { status: "interrupted", text, model, sources, ...counts })
}
