/** What all processes of this clone share: the build, and the key that names its server actions. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { findOther } from "./claim.mjs"
import { nameOf } from "./processes.mjs"
import { ensureSecrets } from "./secrets.mjs"

const NAME = "NEXT_SERVER_ACTIONS_ENCRYPTION_KEY"

/**
 * The key every build of this clone is made with, wherever the data are: another key would be another build.
 * @param {string} root
 * @param {NodeJS.Dict<string>} env one that is given there wins
 */
export function actionKeyOf(root, env) {
  return env[NAME] || ensureSecrets(buildFolder(root), [NAME]).secrets[NAME]
}

/**
 * Where builds are claimed and their key is kept.
 * @param {string} root
 */
export function buildFolder(root) {
  return join(root, ".data", "build")
}

/**
 * Notes that this process serves from the build, so that no other process replaces it meanwhile.
 * @param {string} root
 * @returns {() => void} takes the note back
 */
export function holdBuild(root) {
  const folder = usersOf(root)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const note = join(folder, ownName())
  writeFileSync(note, "")
  return () => rmSync(note, { force: true })
}

/**
 * The number of another living process that serves from the build.
 * @param {string} root
 */
export function findBuildUser(root) {
  const folder = usersOf(root)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return findOther(folder, ownName())
}

function ownName() {
  return nameOf(process.pid) ?? String(process.pid)
}

/** @param {string} root */
function usersOf(root) {
  return join(buildFolder(root), "users")
}
