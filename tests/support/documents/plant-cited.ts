import type { Sql } from "postgres"
import { deriveMasterKey, unwrapKey } from "@/lib/server/crypto/master-keys"
import { sealSources } from "@/lib/server/replies/sources"
import type { Source } from "@/lib/types"
import { SECRETS } from "../app/settings"

/** Has the newest answer of all cite these passages, as if it had been given them. */
export async function plantSources(db: Sql, sources: Source[]): Promise<void> {
  const [answer] = await db`
    select session_id, m.id, wrapped_key from messages m join session_keys using (session_id)
    where role = 'assistant' order by m.created_at desc limit 1`
  if (!answer) throw new Error("there is no answer")
  const [id = "", base64 = ""] = SECRETS.MASTER_KEYS.split(":")
  const master = deriveMasterKey({ id, bytes: Buffer.from(base64, "base64") })
  const key = unwrapKey(master, answer.session_id, answer.wrapped_key)
  if (!key) throw new Error("the key of the session does not open")
  const sealed = sealSources({ id: answer.session_id, key }, answer.id, sources) ?? null
  await db`update messages set sources = ${sealed} where session_id = ${answer.session_id} and id = ${answer.id}`
}
