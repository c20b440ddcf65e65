import { createHash } from "node:crypto"
import { existsSync, lstatSync, readFileSync, writeFileSync } from "node:fs"
import { delimiter, join } from "node:path"
import { explainInstall, lastLines } from "./faults.mjs"
import { run } from "./processes.mjs"
import { Complaint } from "./say.mjs"

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, os?: string[], cpu?: string[] }} Package */

const flags = ["--include=dev", "--include=optional", "--prefer-offline", "--no-audit", "--no-fund"]
// npm's own patience with a registry that does not answer is over a minute.
const patience = ["--fetch-retries=2", "--fetch-retry-mintimeout=500", "--fetch-retry-maxtimeout=3000"]

/**
 * Installs from the lock file, when node_modules is missing or was made from another one or for another machine.
 * @param {string} root
 * @returns {Promise<string>} what was done
 * @throws {Complaint} with the cause in words
 */
export async function install(root) {
  if (isInstalled(root)) return "up to date"
  await installAll(root)
  writeFileSync(stampOf(root), hashOf(root))
  return "installed"
}

/**
 * Whether node_modules is what the lock file asks for. Leaves a stamp, so that the next look is a short one.
 * @param {string} root
 */
export function isInstalled(root) {
  const stamp = stampOf(root)
  const current = hashOf(root)
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === current) return true
  if (!agrees(root)) return false
  writeFileSync(stamp, current)
  return true
}

/** @param {string} root */
function stampOf(root) {
  return join(root, "node_modules", ".alcove-stamp")
}

/** @param {string} root */
function hashOf(root) {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}\n`)
  for (const file of ["package-lock.json", "package.json"]) hash.update(readFileSync(join(root, file)))
  return hash.digest("hex")
}

/**
 * Whether an install of another kind (npm ci, a container image) is just what the lock file asks for. npm writes its
 * record last, so a broken-off install has none.
 * @param {string} root
 */
function agrees(root) {
  const record = join(root, "node_modules", ".package-lock.json")
  if (!existsSync(record)) return false
  const installed = packagesOf(record)
  const wanted = packagesOf(join(root, "package-lock.json"))
  const same = (/** @type {string} */ path) =>
    wanted[path]?.version === installed[path]?.version &&
    wanted[path]?.integrity === installed[path]?.integrity
  return (
    Object.keys(wanted).every((path) => path === "" || wanted[path]?.optional || same(path)) &&
    Object.entries(installed).every(([path, entry]) => same(path) && fits(entry))
  )
}

/**
 * @param {string} file
 * @returns {Record<string, Package>}
 */
function packagesOf(file) {
  return JSON.parse(readFileSync(file, "utf8")).packages
}

/** @param {Package} entry */
function fits({ os, cpu }) {
  return (os?.includes(process.platform) ?? true) && (cpu?.includes(process.arch) ?? true)
}

/** @param {string} root */
async function installAll(root) {
  const modules = join(root, "node_modules")
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) {
    throw new Complaint(
      "node_modules is a link to a folder that does not fit package-lock.json. Remove the link.",
    )
  }
  const { code, output } = await npm(["ci", ...flags, ...patience], root)
  if (code !== 0) throw new Complaint(explainInstall(output) ?? `npm ci failed:\n${lastLines(output, 12)}`)
}

/**
 * @param {string[]} args
 * @param {string} root
 */
async function npm(args, root) {
  // npm ci takes node_modules away, so it must not itself run on the Node in there.
  const path = (process.env.PATH ?? "").split(delimiter).filter((folder) => !folder.includes("node_modules"))
  try {
    return await run("npm", args, { cwd: root, env: { ...process.env, PATH: path.join(delimiter) } })
  } catch {
    throw new Complaint(
      "npm was not found. It comes with Node: install Node 20 or newer from your system or nodejs.org.",
    )
  }
}
