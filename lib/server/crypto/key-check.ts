import "server-only"
import { query } from "../db/client"
import { masterKeys } from "./master-keys"
import { open, seal } from "./seal"

const CONSTANT = "alcove"

const place = (id: string) => ({ table: "key_check", column: "sealed", session: "", row: id })

/**
 * Proves that `MASTER_KEYS` are the keys this database was sealed with, before anything is read or written.
 *
 * @throws one sentence when a key's bytes differ from those first used under its id, or when a key that sessions are
 *   still wrapped under is not in the list. Nothing has been changed then.
 */
export async function checkMasterKeys(): Promise<void> {
  await compareKeys()
  for (const master of masterKeys()) {
    const sealed = seal(master.checking, place(master.id), CONSTANT)
    await query(
      ({ sql }) =>
        sql`insert into key_check (key_id, sealed) values (${master.id}, ${sealed}) on conflict do nothing`,
    )
  }
  // Again, for another process may have written its own key under the same id in between.
  await compareKeys()
}

async function compareKeys(): Promise<void> {
  const known = await query(
    ({ sql }) => sql<{ key_id: string; sealed: Buffer }[]>`select key_id, sealed from key_check`,
  )
  for (const row of known) {
    const master = masterKeys().find((key) => key.id === row.key_id)
    if (master && open(master.checking, place(row.key_id), row.sealed) !== CONSTANT)
      throw wrongKey(row.key_id)
    if (!master && (await isInUse(row.key_id))) throw missingKey(row.key_id)
  }
}

async function isInUse(id: string): Promise<boolean> {
  const rows = await query(({ sql }) => sql`select from session_keys where key_id = ${id} limit 1`)
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
