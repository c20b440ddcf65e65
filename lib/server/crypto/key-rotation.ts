import "server-only"
import { arrayLiteral } from "../db/batch"
import { query } from "../db/client"
import { checkMasterKeys } from "./key-check"
import { masterKeys, openKey, wrapKey } from "./master-keys"

/** Session keys in one statement: few enough that it takes some ten milliseconds. */
const BATCH = 1000

/** `rotated`: session keys wrapped anew. `unopened`: ids of sessions whose key opens with none of `MASTER_KEYS`. */
export type Rotation = { rotated: number; unopened: string[] }

/**
 * Wraps every session key that is not under the first of `MASTER_KEYS` under it. May be broken off at any time and run
 * again, may run twice at once and while visitors write. `onProgress` is told how many of `total` were looked at.
 *
 * @throws one sentence when `MASTER_KEYS` are not this database's. Nothing has been changed then.
 */
export async function rotateKeys(onProgress: (done: number, total: number) => void): Promise<Rotation> {
  await checkMasterKeys()
  const old = await countOldKeys()
  const total = old.reduce((sum, { keys }) => sum + keys, 0)
  const rotation: Rotation = { rotated: 0, unopened: [] }
  for (const { key_id: id } of old) {
    for await (const batch of oldKeys(id)) {
      await rewrap(id, batch, rotation)
      onProgress(rotation.rotated + rotation.unopened.length, total)
    }
  }
  return rotation
}

function countOldKeys() {
  const [current] = masterKeys()
  return query(
    ({ sql }) => sql<{ key_id: string; keys: number }[]>`
      select key_id, count(*)::int as keys from session_keys where key_id <> ${current.id} group by key_id`,
  )
}

type KeyRow = { session_id: string; wrapped_key: Buffer }

/** In the order of the index. What does not open stays where it is, so each batch begins after the one before. */
async function* oldKeys(id: string): AsyncGenerator<readonly KeyRow[]> {
  for (let after = NIL, full = true; full; ) {
    const batch = await query(
      ({ sql }) => sql<KeyRow[]>`
        select session_id, wrapped_key from session_keys where key_id = ${id} and session_id > ${after}
        order by session_id limit ${BATCH}`,
    )
    if (batch.length > 0) yield batch
    after = batch.at(-1)?.session_id ?? after
    full = batch.length === BATCH
  }
}

const NIL = "00000000-0000-0000-0000-000000000000"

async function rewrap(oldId: string, batch: readonly KeyRow[], rotation: Rotation): Promise<void> {
  const [current] = masterKeys()
  const opened = openKeys(oldId, batch, rotation.unopened)
  const ids = arrayLiteral(opened.map(({ id }) => id))
  const wrapped = arrayLiteral(opened.map(({ id, key }) => wrapKey(current, id, key).toString("hex")))
  // Under the old key still: what another rotation, or an erasure, was quicker with stays as it is.
  await query(
    ({ sql }) => sql`
      update session_keys k set key_id = ${current.id}, wrapped_key = decode(fresh.wrapped, 'hex')
      from unnest(${ids}::uuid[], ${wrapped}::text[]) as fresh (session_id, wrapped)
      where k.session_id = fresh.session_id and k.key_id = ${oldId}`,
  )
  rotation.rotated += opened.length
}

function openKeys(masterId: string, batch: readonly KeyRow[], unopened: string[]) {
  return batch.flatMap(({ session_id: id, wrapped_key: wrapped }) => {
    const key = openKey(masterId, id, wrapped)
    if (!key) unopened.push(id)
    return key ? [{ id, key }] : []
  })
}
