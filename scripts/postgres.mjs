/**
 * The embedded Postgres: the real server from npm, one per folder, for people without a database of their own.
 *
 *     const postgres = await startPostgres({ dataDir })
 *     postgres.url        postgres://alcove:…@127.0.0.1:PORT/alcove (a superuser: tests may create databases)
 *     postgres.pid()      the server's process number now; another one after a restart
 *     postgres.adopted    true when a server that outlived its launcher was taken over
 *     postgres.folder     the data directory; as root it may lie outside dataDir (see place.mjs)
 *     await postgres.stop()
 *
 * A command that may run beside the app borrows the server instead: `await borrowPostgres({ dataDir })`.
 *
 * Needs installed packages; everything it writes is in dataDir, which is made when missing.
 */
import { existsSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { claim } from "./claim.mjs"
import { address, choosePort, findCluster, isAnswering, isOurs } from "./cluster.mjs"
import { createDatabase } from "./database.mjs"
import { createCluster } from "./initdb.mjs"
import { disown, isReady, lastWords, launch, readPostmaster } from "./postmaster.mjs"
import { isGoneWithin, nameOf, send } from "./processes.mjs"
import { Complaint } from "./say.mjs"

/**
 * @typedef {import("./cluster.mjs").Cluster} Cluster
 * @typedef {import("./cluster.mjs").Server} Server
 */

const STOP_FIRST = "Stop that one first, or give this one a folder of its own: DATA_DIR=.data-2 npm start"

/**
 * Starts the server, or takes over one that is still running, and keeps it running until `stop`.
 * @param {{ dataDir: string, log?: (line: string) => void, advice?: string }} options `advice`: when the folder is in use
 * @throws {Complaint} when the folder is in use, or the server cannot run here
 */
export async function startPostgres({ dataDir, log = () => {}, advice = STOP_FIRST }) {
  const home = resolve(dataDir)
  const releases = [await claim(home, advice)]
  try {
    const cluster = findCluster(home)
    releases.push(await claim(dirname(cluster.folder), advice))
    const found = await adopt(cluster)
    const keeper = keep(cluster, found ?? (await startFirst(cluster)), log)
    return {
      url: address(cluster, keeper.server(), "alcove"),
      pid: () => keeper.server().pid,
      adopted: found !== undefined,
      folder: cluster.folder,
      /** @param {AbortSignal} [hurry] once aborted, running statements are no longer waited for */
      async stop(hurry) {
        await end((await keeper.stop()).pid, hurry)
        for (const release of releases) release()
      },
    }
  } catch (error) {
    for (const release of releases) release()
    throw error
  }
}

/**
 * The server of a folder for a command: the one that runs, which runs on after it; else one that is started for it.
 * @param {{ dataDir: string, log?: (line: string) => void }} options
 * @returns {Promise<{ url: string, stop: (hurry?: AbortSignal) => Promise<void> }>}
 * @throws {Complaint} when nothing was ever stored there, or the server neither answers nor can be started
 */
export async function borrowPostgres({ dataDir, log }) {
  const home = resolve(dataDir)
  if (!existsSync(join(home, "postgres"))) {
    throw new Complaint(`There is no database in ${home} yet. Start Alcove once: npm start`)
  }
  // The process that has the folder may be about to start or to stop the server: look again until it is clear.
  for (const deadline = performance.now() + 10_000; ; await pause(200)) {
    const url = await findRunning(findCluster(home))
    if (url) return { url, stop: async () => {} }
    try {
      return await startPostgres({
        dataDir,
        log,
        advice: "Its database does not answer. Try again in a moment.",
      })
    } catch (error) {
      if (performance.now() > deadline) throw error
    }
  }
}

/**
 * @param {Cluster} cluster
 * @returns {Promise<string | undefined>} its address
 */
async function findRunning(cluster) {
  const server = readPostmaster(cluster)
  const isRunning = server && isOurs(cluster, server) && (await isAnswering(cluster, server))
  return isRunning ? address(cluster, server, "alcove") : undefined
}

/**
 * A server whose launcher was killed runs on. It is taken over when it answers to our password, else ended.
 * @param {Cluster} cluster
 * @returns {Promise<Server | undefined>}
 */
async function adopt(cluster) {
  const server = readPostmaster(cluster)
  if (!server) return undefined
  if (!isOurs(cluster, server)) disown(cluster)
  else if (await isAnswering(cluster, server)) return server
  else await end(server.pid)
  return undefined
}

/** @param {Cluster} cluster */
async function startFirst(cluster) {
  if (!existsSync(cluster.folder)) await createCluster(cluster, cluster.password)
  rmSync(cluster.logFile, { force: true })
  return start(cluster, () => choosePort(cluster))
}

/**
 * @param {Cluster} cluster
 * @param {() => number | Promise<number>} choose the port
 * @returns {Promise<Server>}
 */
async function start(cluster, choose) {
  // What a killed server leaves behind (a port, shared memory, its last workers) is gone within moments: try again.
  for (const deadline = performance.now() + 10_000; ; await pause(200)) {
    const port = await choose()
    const pid = launch(cluster, port, cluster.logFile)
    if (await isReady(cluster, pid)) return opened(cluster, { pid, port })
    if (performance.now() > deadline) {
      throw new Complaint(
        `The embedded Postgres does not start (${cluster.logFile}): ${lastWords(cluster.logFile)}`,
      )
    }
  }
}

/**
 * @param {Cluster} cluster
 * @param {Server} server
 */
async function opened(cluster, server) {
  writeFileSync(cluster.portFile, String(server.port))
  await createDatabase(address(cluster, server, "postgres"), "alcove")
  return server
}

/**
 * Starts the server again whenever it ends by itself.
 * @param {Cluster} cluster
 * @param {Server} first
 * @param {(line: string) => void} log
 */
function keep(cluster, first, log) {
  let server = first
  /** @type {Promise<void> | undefined} */
  let restarting
  const watch = setInterval(() => {
    if (restarting || nameOf(server.pid) !== undefined) return
    log("Postgres ended unexpectedly and is being started again.")
    restarting = restart()
  }, 250)
  async function restart() {
    try {
      server = await start(cluster, () => server.port)
    } catch (error) {
      log(error instanceof Error ? error.message : String(error))
    }
    restarting = undefined
  }
  return {
    server: () => server,
    async stop() {
      clearInterval(watch)
      await restarting
      return server
    },
  }
}

/**
 * The fast way cuts connections and writes everything down; the immediate way leaves that to the next start.
 * @param {number} pid
 * @param {AbortSignal} [hurry]
 */
async function end(pid, hurry) {
  const ways = /** @type {const} */ ([
    ["SIGINT", 20_000],
    ["SIGQUIT", 5_000],
    ["SIGKILL", 5_000],
  ])
  for (const [signal, ms] of ways) {
    send(pid, signal)
    if (await isGoneWithin(pid, ms, signal === "SIGINT" ? hurry : undefined)) return
  }
}
