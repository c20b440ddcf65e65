import { chmodSync, cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { give } from "./place.mjs"
import { lastLine, surroundings } from "./postmaster.mjs"
import { run } from "./processes.mjs"
import { Complaint } from "./say.mjs"

/** @typedef {import("./place.mjs").Place} Place */

/**
 * Makes the data directory. It appears under its name only when it is whole.
 * @param {Place} place
 * @param {string} password of the superuser "alcove"
 */
export async function createCluster(place, password) {
  const unfinished = `${place.folder}.unfinished`
  const passwordFile = `${place.folder}.password`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { mode: 0o700 })
  give(unfinished, place.account)
  try {
    writeFileSync(passwordFile, password, { mode: 0o600 })
    give(passwordFile, place.account)
    await withPlainName(place.bin, (bin) => initialize(place, bin, unfinished, passwordFile))
    renameSync(unfinished, place.folder)
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

/**
 * initdb calls the server by its full name through a shell, which reads more than a name into these characters; links
 * it follows first. So it works from a copy for once; the server itself runs anywhere.
 * @param {string} bin
 * @param {(bin: string) => Promise<void>} work
 */
async function withPlainName(bin, work) {
  if (!/["$`\\\n]/.test(bin)) return work(bin)
  const copy = mkdtempSync(join(tmpdir(), "alcove-initdb-"))
  try {
    chmodSync(copy, 0o755)
    cpSync(dirname(bin), copy, { recursive: true, verbatimSymlinks: true })
    await work(join(copy, "bin"))
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

/**
 * @param {Place} place
 * @param {string} bin
 * @param {string} folder
 * @param {string} passwordFile
 */
async function initialize(place, bin, folder, passwordFile) {
  const args = ["--pgdata", folder, "--username=alcove", `--pwfile=${passwordFile}`, "--auth=scram-sha-256"]
  const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
  const { code, output } = await run(join(bin, "initdb"), [...args, ...locale], surroundings(place))
  if (code !== 0)
    throw new Complaint(`The database could not be made in ${place.folder}: ${lastLine(output)}`)
}
