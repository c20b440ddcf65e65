/**
 * From a fresh clone to the running app: `npm start`, and with `--dev` the same with hot reload.
 * Needs Node 20 and npm, and runs before anything is installed.
 */
import { isIP } from "node:net"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { startApp } from "./app.mjs"
import { build } from "./build.mjs"
import { actionKeyOf, buildFolder, holdBuild } from "./build-in-use.mjs"
import { checkDatabase, checkPort } from "./checks.mjs"
import { claim, makePrivate } from "./claim.mjs"
import { inWords } from "./faults.mjs"
import { install } from "./install.mjs"
import { stopWithNpm } from "./npm.mjs"
import { openDatabase } from "./open-database.mjs"
import { checkNode, findNode } from "./runtime.mjs"
import { say, step } from "./say.mjs"
import { readSettings } from "./settings.mjs"
import { isStopping, onStop, stop, stopOnSignals } from "./stop.mjs"

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "")
const dev = process.argv.includes("--dev")

/** @typedef {import("./settings.mjs").Settings} Settings */

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
  say(`Alcove is ready on http://${visibleHost(settings.host, "localhost")}:${settings.port}`)
  await app.ended
}

/** @param {Settings} settings */
async function check({ port, host, dataDir, databaseUrl }) {
  makePrivate(dataDir)
  if (databaseUrl) {
    for (const name of await checkDatabase(databaseUrl))
      say(`  Note: the parameter ${name} of DATABASE_URL is not known here, and is left out.`)
  } else
    onStop(
      await claim(dataDir, "Stop that one first, or give this one a folder of its own: DATA_DIR=.data-2"),
    )
  await checkPort(port, host)
}

/**
 * Installs and builds; one process at a time, as all of this clone share the packages and the build.
 * @param {Settings} settings
 */
async function prepare({ env }) {
  const release = await claim(buildFolder(root), "It installs or builds: try again when it is done.")
  await step("Packages", () => install(root))
  const node = findNode(root)
  const actionKey = actionKeyOf(root, env)
  if (!dev) {
    await step("Build", () => build(root, node, actionKey))
    onStop(holdBuild(root))
  }
  release()
  return { node: node.path, actionKey: { NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: actionKey } }
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
      // No crontab cleans an embedded database up, and in a new one there is something to ask about.
      ...(!databaseUrl && {
        CLEANUP_SCHEDULE: env.CLEANUP_SCHEDULE || "*/10 * * * *",
        SAMPLE_DOCUMENTS: env.SAMPLE_DOCUMENTS || "1",
      }),
      // The built app works in its own folder, so what is relative here would not be there.
      DATA_DIR: dataDir,
      ...(documents && { DOCUMENTS_DIR: resolve(root, documents) }),
      HOST: host,
      HOSTNAME: host,
      PORT: String(port),
      NODE_ENV: dev ? "development" : "production",
      NEXT_TELEMETRY_DISABLED: "1",
    },
    health: `http://${visibleHost(host, "127.0.0.1")}:${port}/api/health`,
  })
}

/**
 * Where a server that listens there can be asked, as it stands in an address.
 * @param {string} host
 * @param {string} own this machine by IPv4
 */
function visibleHost(host, own) {
  if (host === "::") return own === "localhost" ? own : "[::1]"
  if (["0.0.0.0", "127.0.0.1"].includes(host)) return own
  return isIP(host) === 6 ? `[${host.replace("%", "%25")}]` : host
}

/** @param {unknown} error */
async function fail(error) {
  process.stderr.write(`\n${inWords(error)}\n`)
  await stop(1)
}
