import "server-only"
import { createHash, createHmac, randomBytes } from "node:crypto"
import type { MasterKey } from "./master-keys"

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
