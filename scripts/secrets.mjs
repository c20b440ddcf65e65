import { randomBytes } from "node:crypto"
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs"
import { join } from "node:path"
import { makePrivate } from "./claim.mjs"
import { Complaint } from "./say.mjs"

const kinds = {
  MASTER_KEYS: () => `k1:${randomBytes(32).toString("base64")}`,
  SESSION_SECRETS: () => `k1:${randomBytes(32).toString("base64")}`,
  CRON_SECRET: () => randomBytes(24).toString("base64url"),
  ADMIN_PASSWORD: () => randomBytes(15).toString("base64url"),
  POSTGRES_PASSWORD: () => randomBytes(24).toString("base64url"),
  NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: () => randomBytes(32).toString("base64"),
}

/** @typedef {keyof typeof kinds} SecretName */

/**
 * The secrets of those names kept in dataDir/secrets.json; the missing ones are generated now, and kept for good.
 * @template {SecretName} Name
 * @param {string} dataDir
 * @param {Name[]} names
 * @returns {{ secrets: Record<Name, string>, generated: Name[] }}
 */
export function ensureSecrets(dataDir, names) {
  makePrivate(dataDir)
  const file = join(dataDir, "secrets.json")
  const kept = read(dataDir, file)
  const generated = names.filter((name) => !kept[name])
  for (const name of generated) kept[name] = kinds[name]()
  if (generated.length > 0) write(file, kept)
  return { secrets: /** @type {Record<Name, string>} */ (kept), generated }
}

const restore =
  "Put it back from a backup: without its keys the stored chats cannot be opened. " +
  "To start anew, move the whole folder away."

/**
 * @param {string} dataDir
 * @param {string} file
 * @returns {Record<string, string>}
 */
function read(dataDir, file) {
  if (!existsSync(file)) {
    if (existsSync(join(dataDir, "postgres"))) throw new Complaint(`${file} is missing. ${restore}`)
    return {}
  }
  try {
    return JSON.parse(readFileSync(file, "utf8"))
  } catch (error) {
    if (error instanceof SyntaxError) throw new Complaint(`${file} is damaged. ${restore}`)
    throw error
  }
}

/**
 * Whole or not at all, and on the disk before anything is sealed with it.
 * @param {string} file
 * @param {Record<string, string>} secrets
 */
function write(file, secrets) {
  const next = `${file}.next`
  const handle = openSync(next, "w", 0o600)
  writeSync(handle, `${JSON.stringify(secrets, null, 2)}\n`)
  fsyncSync(handle)
  closeSync(handle)
  renameSync(next, file)
}
