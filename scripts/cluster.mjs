/** What belongs to the embedded Postgres of one folder: its place, its password, its port and its address. */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { createDatabase } from "./database.mjs"
import { findPlace } from "./place.mjs"
import { freePort, isFree } from "./ports.mjs"
import { commandOf, nameOf } from "./processes.mjs"
import { ensureSecrets } from "./secrets.mjs"

/**
 * @typedef {import("./place.mjs").Place} Place
 * @typedef {Place & { password: string, portFile: string, logFile: string }} Cluster
 * @typedef {{ pid: number, port: number }} Server
 */

/**
 * Where the database of a folder is, and its password.
 * @param {string} home
 * @returns {Cluster}
 */
export function findCluster(home) {
  const { secrets } = ensureSecrets(home, ["POSTGRES_PASSWORD"])
  const files = { portFile: join(home, "postgres.port"), logFile: join(home, "postgres.log") }
  return { ...findPlace(home), ...files, password: secrets.POSTGRES_PASSWORD }
}

/**
 * Whether the process is the server of this folder, and not another one that got its number since.
 * @param {Cluster} cluster
 * @param {Server} server
 */
export function isOurs({ folder }, { pid }) {
  return nameOf(pid) !== undefined && commandOf(pid).includes(folder)
}

/**
 * Whether the server takes our password, within 5 s; what it is to hold is made when it is missing.
 * @param {Cluster} cluster
 * @param {Server} server
 */
export async function isAnswering(cluster, server) {
  const deadline = performance.now() + 5_000
  while (nameOf(server.pid) !== undefined && performance.now() < deadline) {
    try {
      await createDatabase(address(cluster, server, "postgres"), "alcove")
      return true
    } catch {
      await pause(100)
    }
  }
  return false
}

/**
 * The same port as before while no other program has it: its address stays the same.
 * @param {Cluster} cluster
 */
export async function choosePort({ portFile }) {
  const before = existsSync(portFile) ? Number(readFileSync(portFile, "utf8")) : 0
  return before > 0 && (await isFree(before, "127.0.0.1")) ? before : freePort()
}

/**
 * What a client connects to.
 * @param {Cluster} cluster
 * @param {Server} server
 * @param {string} database
 */
export function address({ password }, { port }, database) {
  return `postgres://alcove:${password}@127.0.0.1:${port}/${database}`
}
