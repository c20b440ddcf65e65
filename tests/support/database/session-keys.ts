import { randomBytes } from "node:crypto"
import { v7 as uuidv7 } from "uuid"
import type { Sql } from "@/drizzle/client"
import { deriveMasterKey, wrapKey } from "@/lib/server/crypto/master-keys"
import { createKey } from "@/lib/server/crypto/seal"
import { arrayLiteral } from "@/lib/server/db/batch"

const BATCH = 10_000

/** Many sessions with nothing but a key each, wrapped under one entry of `MASTER_KEYS` (`id:base64`). */
export async function plantSessionKeys(sql: Sql, masterKey: string, count: number): Promise<void> {
  for (let left = count; left > 0; left -= BATCH) await plant(sql, masterKey, Math.min(left, BATCH))
}

async function plant(sql: Sql, masterKey: string, count: number): Promise<void> {
  const [id = "", base64 = ""] = masterKey.split(":")
  const master = deriveMasterKey({ id, bytes: Buffer.from(base64, "base64") })
  const ids = Array.from({ length: count }, () => uuidv7())
  const wrapped = ids.map((session) => wrapKey(master, session, createKey()).toString("hex"))
  await sql`
    with born as (
      insert into sessions (id, token_hash, expires_at)
      select id, ${randomBytes(32)}::bytea, now() + interval '1 day' from unnest(${arrayLiteral(ids)}::uuid[]) id
      returning id
    )
    insert into session_keys (session_id, key_id, wrapped_key)
    select f.id, ${id}::text, decode(f.wrapped, 'hex') from born
    join unnest(${arrayLiteral(ids)}::uuid[], ${arrayLiteral(wrapped)}::text[]) f (id, wrapped) on f.id = born.id`
}
