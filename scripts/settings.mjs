import { existsSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import util from "node:util"
import { Complaint } from "./say.mjs"

/** @typedef {ReturnType<typeof readSettings>} Settings */

/**
 * What the launcher itself needs to know, from .env and the environment; the environment wins.
 * @param {string} root
 * @throws {Complaint} when a value cannot be used
 */
export function readSettings(root) {
  /** @type {NodeJS.Dict<string>} */
  const env = { ...readEnvFile(join(root, ".env")), ...process.env }
  return {
    env,
    port: readPort(env.PORT || "3000"),
    host: env.HOST || "127.0.0.1",
    dataDir: resolve(root, env.DATA_DIR || ".data"),
    databaseUrl: env.DATABASE_URL ?? "",
  }
}

/** @param {string} file */
function readEnvFile(file) {
  if (!existsSync(file)) return {}
  if (!util.parseEnv)
    throw new Complaint("Reading .env needs Node 20.12 or newer. Update Node, or remove .env.")
  return util.parseEnv(readFileSync(file, "utf8"))
}

/** @param {string} text */
function readPort(text) {
  const port = Number(text)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw new Complaint(`PORT must be a number from 1 to 65535; it is "${text}".`)
}
