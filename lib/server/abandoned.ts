import "server-only"
import { settle } from "./complete"
import { query } from "./db"
import { openKey } from "./keys"

type Row = { session_id: string; chat_id: string; key_id: string; wrapped_key: Buffer }

/**
 * Settles every reply whose runner is gone: its end is counted although nobody writes in its chat again. Part of a
 * cleanup. What does not open stays as it is, for its visitor to be told.
 */
export async function settleAbandoned(): Promise<void> {
  const rows = await query(
    ({ sql }) => sql<Row[]>`
      select r.session_id, r.chat_id, k.key_id, k.wrapped_key
      from replies r join session_keys k on k.session_id = r.session_id where r.lease_until <= now()`,
  )
  for (const { session_id: id, chat_id, key_id, wrapped_key } of rows) {
    const key = openKey(key_id, id, wrapped_key)
    if (key) await settle({ id, key }, chat_id)
  }
}
