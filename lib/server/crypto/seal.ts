import "server-only"
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  randomFillSync,
} from "node:crypto"
import type { NamedKey } from "../env"

const CIPHER = "aes-256-gcm"
const VERSION = 1
const IV_BYTES = 12
const TAG_BYTES = 16
const HEADER_BYTES = 1 + IV_BYTES

/** Where a sealed value belongs. A value moved anywhere else does not open. */
export type Place = {
  table: string
  column: string
  /** Id of the session that owns it; empty for what belongs to nobody. */
  session: string
  row: string
  /** `user` or `assistant` for messages. */
  role?: string
}

/** A master key: one derived key for each purpose. */
export type MasterKey = { id: string; wrapping: KeyObject; checking: KeyObject; proving: KeyObject }

/**
 * Seals a text: version byte, 12 random IV bytes, AES-256-GCM ciphertext, 16 tag bytes. The place is bound as
 * additional data. 30 bytes longer than the text in UTF-8.
 */
export function seal(key: KeyObject, place: Place, text: string): Buffer {
  return sealBytes(key, place, Buffer.from(text, "utf8"))
}

/** Opens what `seal` made. Undefined when the key, the place or the bytes are not the ones sealed. */
export function open(key: KeyObject, place: Place, sealed: Uint8Array): string | undefined {
  return openBytes(key, place, sealed)?.toString("utf8")
}

/** 32 random bytes: a session's own key. */
export function createKey(): KeyObject {
  return createSecretKey(randomBytes(32))
}

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
  return sealBytes(master.wrapping, wrappedPlace(master, session), key.export())
}

/** Opens what `wrapKey` made. Undefined when it does not belong to this master key and session. */
export function unwrapKey(master: MasterKey, session: string, wrapped: Uint8Array): KeyObject | undefined {
  const bytes = openBytes(master.wrapping, wrappedPlace(master, session), wrapped)
  return bytes && createSecretKey(bytes)
}

/** The 256-bit token that proves a session, in base64url. Without the master key it cannot be told from random. */
export function sessionToken(master: MasterKey, session: string): string {
  return createHmac("sha256", master.proving).update(session).digest("base64url")
}

/** A random 256-bit token in base64url. */
export function createToken(): string {
  return randomBytes(32).toString("base64url")
}

/** SHA-256, for tokens of 256 bits: nothing to guess, so no slow hash is needed. */
export function hashToken(token: string): Buffer {
  return createHash("sha256").update(token).digest()
}

function derive(secret: Buffer, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync("sha256", secret, Buffer.alloc(0), purpose, 32)))
}

function wrappedPlace(master: MasterKey, session: string): Place {
  return { table: "session_keys", column: "wrapped_key", session, row: master.id }
}

function sealBytes(key: KeyObject, place: Place, bytes: Buffer): Buffer {
  const iv = nextIv()
  const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES })
  cipher.setAAD(additionalData(place))
  const body = cipher.update(bytes)
  cipher.final()
  return Buffer.concat([Buffer.of(VERSION), iv, body, cipher.getAuthTag()])
}

// Asking the system for random bytes costs more than the sealing itself: they are fetched for many IVs at once.
const ivs = Buffer.alloc(IV_BYTES * 256)
let nextAt = ivs.length

function nextIv(): Buffer {
  if (nextAt === ivs.length) {
    randomFillSync(ivs)
    nextAt = 0
  }
  nextAt += IV_BYTES
  return ivs.subarray(nextAt - IV_BYTES, nextAt)
}

function openBytes(key: KeyObject, place: Place, sealed: Uint8Array): Buffer | undefined {
  if (sealed.length < HEADER_BYTES + TAG_BYTES || sealed[0] !== VERSION) return undefined
  const tagAt = sealed.length - TAG_BYTES
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(1, HEADER_BYTES), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(additionalData(place))
  decipher.setAuthTag(sealed.subarray(tagAt))
  const body = decipher.update(sealed.subarray(HEADER_BYTES, tagAt))
  try {
    decipher.final()
  } catch {
    return undefined
  }
  return body
}

/** Every field with its length before it, so that no two places read the same. */
function additionalData(place: Place): Buffer {
  const fields = [String(VERSION), place.table, place.column, place.session, place.row, place.role ?? ""]
  return Buffer.from(fields.map((field) => `${field.length}:${field}`).join(""), "utf8")
}
