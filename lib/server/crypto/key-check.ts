import "server-only"
import { eq } from "drizzle-orm"
import { keyCheck } from "@/drizzle/schema/keys"
import { sessionKeys } from "@/drizzle/schema/sessions"
import { query } from "../db/client"
import { masterKeys } from "./master-keys"
import { open, seal } from "./seal"

const CONSTANT = "alcove"

const associatedData = (id: string) => ({ table: "key_check", column: "sealed", session: "", row: id })

/**
 * Proves that `MASTER_KEYS` are the keys this database was sealed with, before anything is read or written.
 *
 * @throws one sentence when a key's bytes differ from those first used under its id, or when a key that sessions are
 *   still wrapped under is not in the list. Nothing has been changed then.
 */
export async function checkMasterKeys(): Promise<void> {
  await compareKeys()
  for (const master of masterKeys()) {
    const sealed = seal(master.checking, associatedData(master.id), CONSTANT)
    await query(({ db }) => db.insert(keyCheck).values({ keyId: master.id, sealed }).onConflictDoNothing())
  }
  // Again, for another process may have written its own key under the same id in between.
  await compareKeys()
}

async function compareKeys(): Promise<void> {
  const known = await query(({ db }) => db.select().from(keyCheck))
  for (const { keyId, sealed } of known) {
    const master = masterKeys().find((key) => key.id === keyId)
    if (master && open(master.checking, associatedData(keyId), sealed) !== CONSTANT) throw wrongKey(keyId)
    if (!master && (await isInUse(keyId))) throw missingKey(keyId)
  }
}

async function isInUse(id: string): Promise<boolean> {
  const { keyId } = sessionKeys
  const rows = await query(({ db }) => db.select({ keyId }).from(sessionKeys).where(eq(keyId, id)).limit(1))
  return rows.length > 0
}

function wrongKey(id: string): Error {
  return new Error(
    `MASTER_KEYS: the key "${id}" is not the one this database was sealed with. Nothing was changed. Put the right key back.`,
  )
}

function missingKey(id: string): Error {
  return new Error(
    `MASTER_KEYS: the key "${id}" is missing and conversations are still sealed with it. Nothing was changed. Add it to the end of the list.`,
  )
}
