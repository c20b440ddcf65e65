import { spawn } from "node:child_process"
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { nameOf } from "./processes.mjs"
import { Complaint } from "./say.mjs"

/** @typedef {import("./place.mjs").Place} Place */

const settings = [
  "listen_addresses=127.0.0.1",
  "unix_socket_directories=",
  "max_connections=100",
  "wal_level=minimal",
  "max_wal_senders=0",
  // The log must not repeat what visitors wrote: no statements, no failing rows.
  "log_min_error_statement=panic",
  "log_error_verbosity=terse",
]

/**
 * Starts the server in a session of its own: a Ctrl-C in the terminal must reach the app first.
 * @param {Place} place
 * @param {number} port
 * @param {string} logFile
 * @returns {number} its process number
 */
export function launch(place, port, logFile) {
  const log = openSync(logFile, "a", 0o600)
  const args = ["-D", place.folder, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])]
  const child = spawn(join(place.bin, "postgres"), args, {
    ...surroundings(place),
    detached: true,
    stdio: ["ignore", log, log],
  })
  closeSync(log)
  child.once("error", () => {})
  if (child.pid === undefined) throw new Complaint(`${join(place.bin, "postgres")} could not be run.`)
  return child.pid
}

/**
 * Waits until the server answers; false when it ended instead. Recovery after a crash may take its time.
 * @param {Place} place
 * @param {number} pid
 */
export async function isReady(place, pid) {
  while (nameOf(pid) !== undefined) {
    const found = readPostmaster(place)
    if (found?.pid === pid && found.ready) return true
    await pause(20)
  }
  return false
}

/**
 * What the server wrote about itself in its data directory; it stays there when the server was killed.
 * @param {Place} place
 */
export function readPostmaster(place) {
  const file = join(place.folder, "postmaster.pid")
  if (!existsSync(file)) return undefined
  const [pid, , , port, , , , status] = readFileSync(file, "utf8").split("\n")
  return { pid: Number(pid), port: Number(port), ready: status?.trim() === "ready" }
}

/**
 * The process of that number is not this server: gone, or a stranger who got the number later. Postgres takes the
 * file of a dead server over, but would be stopped by the stranger. Its parent's number it knows to be harmless; the
 * other lines must stay, they tell it whether something of the dead server still uses the data.
 * @param {Place} place
 */
export function disown(place) {
  const file = join(place.folder, "postmaster.pid")
  const [, ...lines] = readFileSync(file, "utf8").split("\n")
  writeFileSync(file, [process.pid, ...lines].join("\n"))
}

/** @param {string} logFile */
export function lastWords(logFile) {
  return lastLine(readFileSync(logFile, "utf8"))
}

/**
 * The line of an output that says what went wrong.
 * @param {string} output
 */
export function lastLine(output) {
  const lines = output.split("\n").filter((line) => line.trim())
  return (
    lines.findLast((line) => /FATAL|PANIC|error:/.test(line)) ??
    lines.at(-1) ??
    "it gave no reason"
  ).trim()
}

/**
 * As whom, where and with which environment the programs of a place run.
 * @param {Place} place
 */
export function surroundings(place) {
  const { NODE_ENV, PATH } = process.env
  const env = { NODE_ENV, PATH, LC_ALL: "C", TZ: "UTC" }
  return { ...place.account, cwd: dirname(place.folder), env }
}
