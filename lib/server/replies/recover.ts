import "server-only"

import { randomUUID } from "node:crypto"
import { openKey } from "../crypto/master-keys"
import { query } from "../db/client"
import { modelName } from "../model/generate"
import { countTokens } from "../model/tokens"
import type { KeyHolder } from "../sessions/session"
import { findSettings } from "../settings/settings"
import { complete } from "./finish"
import { openJournal } from "./journal"
import type { Lease } from "./lease"

/** Seconds a lease is over: a runner that lost the database may still be trying to store its answer (`STORE_WITHIN`). */
const LONG_GONE = 120

type Row = { session_id: string; chat_id: string; key_id: string; wrapped_key: Buffer }

/**
 * Settles every reply whose runner is gone: its end is counted although nobody writes in its chat again. Part of a
 * cleanup. What belongs to a key that does not open stays as it is.
 */
export async function settleAbandoned(): Promise<void> {
  const rows = await query(
    ({ sql }) => sql<Row[]>`
      select r.session_id, r.chat_id, k.key_id, k.wrapped_key
      from replies r join session_keys k on k.session_id = r.session_id where r.lease_until <= now() - make_interval(secs => ${LONG_GONE})`,
  )
  for (const { session_id: id, chat_id, key_id, wrapped_key } of rows) {
    const key = openKey(key_id, id, wrapped_key)
    if (key) await settle({ id, key }, chat_id)
  }
}

/**
 * Stores what arrived of a reply whose runner is gone, as interrupted. Changes nothing while the runner is alive: the
 * epoch is taken over first, and only when the lease has run out.
 */
export async function settle(session: KeyHolder, chatId: string): Promise<void> {
  const epoch = randomUUID()
  const [taken] = await query(
    ({ sql }) => sql<{ message_id: string }[]>`
      update replies set epoch = ${epoch}
      where session_id = ${session.id} and chat_id = ${chatId} and lease_until <= now() returning message_id`,
  )
  if (!taken) return
  const lease = { session, chatId, messageId: taken.message_id, epoch }
  await interrupt(lease, (await openJournal(lease)) ?? "")
}

/** Ends a reply nobody writes, with what arrived of it. What its runner knew of the provider's count went with it. */
export async function interrupt(lease: Lease, text: string): Promise<void> {
  const tokens = countTokens(text)
  const counts = { tokens, inputTokens: 0, outputTokens: tokens }
  await complete(lease, { status: "interrupted", text, model: modelName(await findSettings()), ...counts })
}
