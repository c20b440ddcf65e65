import "server-only"
import { createSecretKey, hkdfSync, type KeyObject } from "node:crypto"
import { env, type NamedKey } from "../env"
import { wrappedKeyAssociatedData } from "./associated-data"
import { openBytes, sealBytes } from "./seal"

let masters: MasterKey[] | undefined

/** The master keys, the current one first. */
export function masterKeys(): [MasterKey, ...MasterKey[]] {
  masters ??= env().MASTER_KEYS.map(deriveMasterKey)
  return masters as [MasterKey, ...MasterKey[]]
}

/** A session's key out of what was wrapped under the master key `id`. Undefined when it does not open. */
export function openKey(id: string, session: string, wrapped: Uint8Array): KeyObject | undefined {
  const master = masterKeys().find((key) => key.id === id)
  return master && unwrapKey(master, session, wrapped)
}

/** A master key: one derived key for each purpose. */
export type MasterKey = { id: string; wrapping: KeyObject; checking: KeyObject; proving: KeyObject }

/** Derives, per purpose, what one entry of `MASTER_KEYS` is used for (HKDF-SHA256, RFC 5869). */
export function deriveMasterKey(named: NamedKey): MasterKey {
  return {
    id: named.id,
    wrapping: derive(named.bytes, "alcove session key wrapping"),
    checking: derive(named.bytes, "alcove key check"),
    proving: derive(named.bytes, "alcove session token"),
  }
}

/** Wraps a session's key under a master key, bound to that session and that master key's id. */
export function wrapKey(master: MasterKey, session: string, key: KeyObject): Buffer {
  return sealBytes(master.wrapping, wrappedKeyAssociatedData(master, session), key.export())
}

/** Opens what `wrapKey` made. Undefined when it does not belong to this master key and session. */
export function unwrapKey(master: MasterKey, session: string, wrapped: Uint8Array): KeyObject | undefined {
  const bytes = openBytes(master.wrapping, wrappedKeyAssociatedData(master, session), wrapped)
  return bytes && createSecretKey(bytes)
}

function derive(secret: Buffer, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync("sha256", secret, Buffer.alloc(0), purpose, 32)))
}
