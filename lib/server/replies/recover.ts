import "server-only"
import { openKey } from "../crypto/master-keys"
import { query } from "../db/client"
import { settle } from "./finish"

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
