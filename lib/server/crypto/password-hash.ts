import "server-only"
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto"

/** 32 MB and a few tenths of a second for each look at a password: what a guess costs, too. */
const COST = { N: 2 ** 15, r: 8, p: 3 }
const SALT_BYTES = 16
const HASH_BYTES = 32

/** `scrypt$N$r$p$salt$hash` of a password, both in base64url, with a salt of its own. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const hash = await derive(password, salt, COST)
  return ["scrypt", COST.N, COST.r, COST.p, salt.toString("base64url"), hash.toString("base64url")].join("$")
}

/** Whether this is the password that was hashed. Takes as long for a near miss as for any other. Throws for a damaged hash. */
export async function isPassword(password: string, hashed: string): Promise<boolean> {
  const [, N, r, p, salt = "", hash = ""] = hashed.split("$")
  const cost = { N: Number(N), r: Number(r), p: Number(p) }
  const derived = await derive(password, Buffer.from(salt, "base64url"), cost)
  return timingSafeEqual(derived, Buffer.from(hash, "base64url"))
}

type Cost = Required<Pick<ScryptOptions, "N" | "r" | "p">>

let before: Promise<unknown> = Promise.resolve()

/** One after the other: all at once they would take every thread that packs pages and reads files, for many seconds. */
function derive(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
  const derived = before.then(() => deriveNow(password, salt, cost))
  before = derived.catch(() => {})
  return derived
}

function deriveNow(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  // Unicode spells some letters in two ways; keyboards differ.
  const text = password.normalize("NFC")
  const options = { ...cost, maxmem: 256 * cost.N * cost.r }
  scrypt(text, salt, HASH_BYTES, options, (error, key) => (error ? reject(error) : resolve(key)))
  return promise
}
