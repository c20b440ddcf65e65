import "server-only"
import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type KeyObject,
  randomBytes,
  randomFillSync,
} from "node:crypto"
import { type AssociatedData, associatedBytes, VERSION } from "./associated-data"

const CIPHER = "aes-256-gcm"

const IV_BYTES = 12

const TAG_BYTES = 16

const HEADER_BYTES = 1 + IV_BYTES

/**
 * Seals a text: version byte, 12 random IV bytes, AES-256-GCM ciphertext, 16 tag bytes. The associated
 * data says where the text belongs, and is bound to it. 30 bytes longer than the text in UTF-8.
 */
export function seal(key: KeyObject, data: AssociatedData, text: string): Buffer {
  return sealBytes(key, data, Buffer.from(text, "utf8"))
}

/** Opens what `seal` made. Undefined when the key, the associated data or the bytes are not the ones sealed. */
export function open(key: KeyObject, data: AssociatedData, sealed: Uint8Array): string | undefined {
  return openBytes(key, data, sealed)?.toString("utf8")
}

/** 32 random bytes: a session's own key. */
export function createKey(): KeyObject {
  return createSecretKey(randomBytes(32))
}

export function sealBytes(key: KeyObject, data: AssociatedData, bytes: Buffer): Buffer {
  const iv = nextIv()
  const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES })
  cipher.setAAD(associatedBytes(data))
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

export function openBytes(key: KeyObject, data: AssociatedData, sealed: Uint8Array): Buffer | undefined {
  if (sealed.length < HEADER_BYTES + TAG_BYTES || sealed[0] !== VERSION) return undefined
  const tagAt = sealed.length - TAG_BYTES
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(1, HEADER_BYTES), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(associatedBytes(data))
  decipher.setAuthTag(sealed.subarray(tagAt))
  const body = decipher.update(sealed.subarray(HEADER_BYTES, tagAt))
  try {
    decipher.final()
  } catch {
    return undefined
  }
  return body
}
