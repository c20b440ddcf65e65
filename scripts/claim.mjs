import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { nameOf } from "./processes.mjs"
import { Complaint } from "./say.mjs"

/**
 * Makes this process the only one that works in a folder, until it releases the folder or is gone, however it goes.
 *
 * Each process first writes its own name and then looks for others: of two that arrive together, at least one sees
 * the other, so never both go on. A dead process's name is no other's, so clearing it away cannot hurt anyone.
 * @param {string} folder
 * @param {string} advice what to do when another is there
 * @returns {Promise<() => void>} releases the folder
 * @throws {Complaint} when another living process works there
 */
export async function claim(folder, advice) {
  makePrivate(folder)
  const claims = join(folder, "claims")
  mkdirSync(claims, { recursive: true, mode: 0o700 })
  const own = nameOf(process.pid) ?? String(process.pid)
  const file = join(claims, own)
  if (existsSync(file)) return () => {}
  for (let attempt = 1; ; attempt++) {
    writeFileSync(file, "")
    const other = findOther(claims, own)
    if (other === undefined) return () => rmSync(file, { force: true })
    rmSync(file)
    if (attempt === 5)
      throw new Complaint(`Another Alcove (process ${other}) is at work in ${folder}. ${advice}`)
    await pause(20 + Math.random() * 80)
  }
}

/**
 * A folder that is new or empty is ours to close to others; one with other things in it stays as its owner left it.
 * Root's lets others pass through, because Postgres runs as another user and has its own closed folder inside.
 * @param {string} folder
 */
export function makePrivate(folder) {
  const mode = process.getuid?.() === 0 ? 0o711 : 0o700
  mkdirSync(folder, { recursive: true, mode })
  if (readdirSync(folder).length === 0) chmodSync(folder, mode)
}

/**
 * The number of a living process, other than `own`, that left its name in the folder; names of dead ones are cleared away.
 * @param {string} claims
 * @param {string} own
 */
export function findOther(claims, own) {
  for (const name of readdirSync(claims)) {
    const pid = Number.parseInt(name, 10)
    if (name === own) continue
    if (nameOf(pid) === name) return pid
    rmSync(join(claims, name), { force: true })
  }
  return undefined
}
