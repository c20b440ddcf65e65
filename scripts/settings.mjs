import { existsSync } from "node:fs"
import { join, resolve } from "node:path"
import { readEnvFile } from "./env-file.mjs"
import { Complaint } from "./say.mjs"
import { noteOn } from "./setting-names.mjs"

/** @typedef {ReturnType<typeof readSettings>} Settings */

/** Next reads these in development only. */
const unread = [".env.local", ".env.production", ".env.development", ".env.production.local"]

/**
 * What the launcher itself needs to know, from .env and the environment; the environment wins.
 * @param {string} root
 * @throws {Complaint} when a value cannot be used
 */
export function readSettings(root) {
  const file = readEnvFile(join(root, ".env"))
  /** @type {NodeJS.Dict<string>} */
  const env = { ...file.values, ...process.env }
  return {
    env,
    port: readPort(env.PORT || "3000"),
    // In an address IPv6 stands in brackets, and many write it so everywhere.
    host: (env.HOST || "127.0.0.1").trim().replace(/^\[(.*)\]$/, "$1"),
    dataDir: resolve(root, env.DATA_DIR || ".data"),
    databaseUrl: env.DATABASE_URL ?? "",
    notes: [...file.notes, ...notesOn(Object.keys(file.values)), ...otherFiles(root)],
  }
}

/** @param {string[]} inFile names in .env */
function notesOn(inFile) {
  const around = Object.keys(process.env).filter((name) => !inFile.includes(name))
  const notes = [...inFile.map((name) => noteOn(name, true)), ...around.map((name) => noteOn(name, false))]
  return notes.filter((note) => note !== undefined)
}

/** @param {string} root */
function otherFiles(root) {
  const found = unread.filter((name) => existsSync(join(root, name)))
  return found.map((name) => `${name} is not read. Settings belong into .env.`)
}

/** @param {string} text */
function readPort(text) {
  const port = Number(text)
  if (/^\d+$/.test(text.trim()) && port > 0 && port < 65_536) return port
  throw new Complaint("PORT must be a number from 1 to 65535, for example PORT=3000")
}
