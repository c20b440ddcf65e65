import "server-only"
import { and, count, eq, gt, ne, sql } from "drizzle-orm"
import { sessionKeys } from "@/drizzle/schema/sessions"
import { arrayLiteral } from "../db/batch"
import { query } from "../db/client"
import { bare, type Row, statement } from "../db/statement"
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
  for (const { keyId: id } of old) {
    for await (const batch of oldKeys(id)) {
      await rewrap(id, batch, rotation)
      onProgress(rotation.rotated + rotation.unopened.length, total)
    }
  }
  return rotation
}

function countOldKeys() {
  const [current] = masterKeys()
  const { keyId } = sessionKeys
  return query(({ db }) =>
    db.select({ keyId, keys: count() }).from(sessionKeys).where(ne(keyId, current.id)).groupBy(keyId),
  )
}

type KeyRow = Row<typeof sessionKeys, "sessionId" | "wrappedKey">

/** In the order of the index. What does not open stays where it is, so each batch begins after the one before. */
async function* oldKeys(id: string): AsyncGenerator<readonly KeyRow[]> {
  const { sessionId, keyId, wrappedKey } = sessionKeys
  for (let after = NIL, full = true; full; ) {
    const next = and(eq(keyId, id), gt(sessionId, after))
    const batch = await query(({ db }) =>
      db.select({ sessionId, wrappedKey }).from(sessionKeys).where(next).orderBy(sessionId).limit(BATCH),
    )
    if (batch.length > 0) yield batch
    after = batch.at(-1)?.sessionId ?? after
    full = batch.length === BATCH
  }
}

const NIL = "00000000-0000-0000-0000-000000000000"

async function rewrap(oldId: string, batch: readonly KeyRow[], rotation: Rotation): Promise<void> {
  const [current] = masterKeys()
  const opened = openKeys(oldId, batch, rotation.unopened)
  const ids = arrayLiteral(opened.map(({ id }) => id))
  const wrapped = arrayLiteral(opened.map(({ id, key }) => wrapKey(current, id, key).toString("hex")))
  await store({ oldId, currentId: current.id, ids, wrapped })
  rotation.rotated += opened.length
}

// Under the old key still: what another rotation, or an erasure, was quicker with stays as it is.
const store = statement<{ oldId: string; currentId: string; ids: string; wrapped: string }, object>(
  (value) => sql`
    update ${sessionKeys} set ${bare(sessionKeys.keyId)} = ${value.currentId},
      ${bare(sessionKeys.wrappedKey)} = decode(fresh.wrapped, 'hex')
    from unnest(${value.ids}::uuid[], ${value.wrapped}::text[]) as fresh (session_id, wrapped)
    where ${sessionKeys.sessionId} = fresh.session_id and ${sessionKeys.keyId} = ${value.oldId}`,
)

function openKeys(masterId: string, batch: readonly KeyRow[], unopened: string[]) {
  return batch.flatMap(({ sessionId: id, wrappedKey }) => {
    const key = openKey(masterId, id, wrappedKey)
    if (!key) unopened.push(id)
    return key ? [{ id, key }] : []
  })
}
