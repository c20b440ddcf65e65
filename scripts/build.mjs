import { createHash } from "node:crypto"
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { findBuildUser } from "./build-in-use.mjs"
import { explain, lastLines } from "./faults.mjs"
import { run } from "./processes.mjs"
import { Complaint } from "./say.mjs"

const folders = ["app", "components", "lib", "drizzle", "public"]

/**
 * Builds the app into .next/standalone, when the build is missing or was made from other sources.
 * @param {string} root
 * @param {{ path: string, version: string }} node
 * @param {string} actionKey names the server actions: the same key gives the same names in every build
 * @returns {Promise<string>} what was done
 * @throws {Complaint} with the end of what the build said, or when another process serves from the one to be replaced
 */
export async function build(root, node, actionKey) {
  const stamp = join(root, ".next", "alcove-stamp")
  const current = hashOf(root, `${node.version} ${process.platform} ${process.arch} ${actionKey}`)
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === current) return "up to date"
  const user = findBuildUser(root)
  if (user !== undefined) throw new Complaint(inUse(user))
  rmSync(stamp, { force: true })
  await runBuild(root, node.path, actionKey)
  complete(root)
  writeFileSync(stamp, current)
  return "built"
}

/** @param {number} pid */
function inUse(pid) {
  return (
    `The sources or the build key have changed, and process ${pid} of this folder still serves the build from before. ` +
    "Stop that one first, then start again; or work in a copy of this folder."
  )
}

/**
 * @param {string} root
 * @param {string} circumstances
 */
export function hashOf(root, circumstances) {
  const hash = createHash("sha256").update(circumstances)
  for (const file of sourcesOf(root)) hash.update(`\0${file}\0`).update(readFileSync(join(root, file)))
  return hash.digest("hex")
}

/** @param {string} root */
function sourcesOf(root) {
  const isConfig = (/** @type {string} */ name) =>
    name === "package-lock.json" || (/\.(ts|mjs)$/.test(name) && name !== "next-env.d.ts")
  const inside = folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => filesIn(root, folder))
  return [...readdirSync(root).filter(isConfig), ...inside].sort()
}

/**
 * @param {string} root
 * @param {string} folder
 * @returns {string[]}
 */
function filesIn(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? filesIn(root, path) : [path]
  })
}

/**
 * @param {string} root
 * @param {string} node
 * @param {string} actionKey
 */
async function runBuild(root, node, actionKey) {
  /** @type {NodeJS.ProcessEnv} */
  const env = {
    ...process.env,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: actionKey,
  }
  const { code, output } = await run(node, ["node_modules/next/dist/bin/next", "build"], { cwd: root, env })
  if (code !== 0) throw new Complaint(explain(output) ?? `The build failed:\n${lastLines(output, 30)}`)
}

/**
 * Next leaves the static files out, and puts copies of .env in, which hold secrets.
 * @param {string} root
 */
function complete(root) {
  const standalone = join(root, ".next", "standalone")
  cpSync(join(root, ".next", "static"), join(standalone, ".next", "static"), { recursive: true })
  if (existsSync(join(root, "public"))) {
    cpSync(join(root, "public"), join(standalone, "public"), { recursive: true })
  }
  for (const name of readdirSync(standalone)) {
    if (name.startsWith(".env")) rmSync(join(standalone, name))
  }
}
