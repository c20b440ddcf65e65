/**
 * From a fresh clone to the running app: `npm start`, and with `--dev` the same with hot reload.
 * Needs Node 20 and npm, and runs before anything is installed.
 */
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { startApp } from "./app.mjs"
import { build } from "./build.mjs"
import { checkDatabase, checkPort } from "./checks.mjs"
import { claim, makePrivate } from "./claim.mjs"
import { inWords } from "./faults.mjs"
import { install } from "./install.mjs"
import { stopWithNpm } from "./npm.mjs"
import { openDatabase } from "./open-database.mjs"
import { checkNode, findNode } from "./runtime.mjs"
import { say, step } from "./say.mjs"
import { ensureSecrets } from "./secrets.mjs"
import { readSettings } from "./settings.mjs"
import { isStopping, onStop, stop, stopOnSignals } from "./stop.mjs"

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "")
const dev = process.argv.includes("--dev")

/** @typedef {import("./settings.mjs").Settings} Settings */

/** @type {Record<string, string>} where a server that listens everywhere can be asked */
const anyAddress = { "0.0.0.0": "127.0.0.1", "::": "[::1]" }

stopOnSignals()
stopWithNpm()
try {
  await start()
} catch (error) {
  if (!isStopping()) await fail(error)
}

async function start() {
  say(`Alcove on Node ${process.versions.node}`)
  checkNode()
  const settings = readSettings(root)
  for (const note of settings.notes) say(`  Note: ${note}`)
  await step("Check", () => check(settings))
  const { node, actionKey } = await prepare(settings)
  const found = await step("Database", () => openDatabase(settings, "startPostgres"))
  const app = await step("Migrate and start", () => serve(node, settings, { ...found, ...actionKey }))
  say(`Alcove is ready on http://localhost:${settings.port}`)
  await app.ended
}

/** @param {Settings} settings */
async function check({ port, host, dataDir, databaseUrl }) {
  makePrivate(dataDir)
  if (databaseUrl) await checkDatabase(databaseUrl)
  else
    onStop(
      await claim(dataDir, "Stop that one first, or give this one a folder of its own: DATA_DIR=.data-2"),
    )
  await checkPort(port, host)
}

/**
 * Installs and builds; one process at a time, as all of this clone share the packages and the build.
 * @param {Settings} settings
 */
async function prepare({ env, dataDir }) {
  const release = await claim(
    join(root, ".data", "build"),
    "It installs or builds: try again when it is done.",
  )
  await step("Packages", () => install(root))
  const node = findNode(root)
  const name = "NEXT_SERVER_ACTIONS_ENCRYPTION_KEY"
  const actionKey = env[name] || ensureSecrets(dataDir, [name]).secrets[name]
  if (!dev) await step("Build", () => build(root, node, actionKey))
  release()
  return { node: node.path, actionKey: { [name]: actionKey } }
}

/**
 * @param {string} node
 * @param {Settings} settings
 * @param {Record<string, string>} found
 */
function serve(node, { env, port, host, dataDir, databaseUrl }, found) {
  const nextDev = [
    join(root, "node_modules/next/dist/bin/next"),
    "dev",
    "--port",
    String(port),
    "--hostname",
    host,
  ]
  const { DOCUMENTS_DIR: documents } = env
  return startApp({
    node,
    command: dev ? nextDev : [join(root, ".next/standalone/server.js")],
    cwd: root,
    env: {
      ...env,
      ...found,
      // Nobody else would clean an embedded database up.
      ...(!databaseUrl && { CLEANUP_SCHEDULE: env.CLEANUP_SCHEDULE || "*/10 * * * *" }),
      // The built app works in its own folder, so what is relative here would not be there.
      DATA_DIR: dataDir,
      ...(documents && { DOCUMENTS_DIR: resolve(root, documents) }),
      HOST: host,
      HOSTNAME: host,
      PORT: String(port),
      NODE_ENV: dev ? "development" : "production",
      NEXT_TELEMETRY_DISABLED: "1",
    },
    health: `http://${anyAddress[host] ?? host}:${port}/api/health`,
  })
}

/** @param {unknown} error */
async function fail(error) {
  process.stderr.write(`\n${inWords(error)}\n`)
  await stop(1)
}
