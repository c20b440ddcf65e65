import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createWriteStream, mkdirSync } from "node:fs"
import { dirname } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { logFile } from "./log"
import { appSettings } from "./settings"

const READY_WITHIN_MS = 30_000

export type App = {
  url: string
  pid: number
  stop: () => Promise<void>
  kill: () => Promise<void>
  signal: (signal: NodeJS.Signals) => void
  hasEnded: () => boolean
}
export type AppOptions = {
  port: number
  databaseUrl: string
  providerUrl: string
  logName: string
  /** Over the settings of the tests. */
  settings?: Record<string, string>
}

/**
 * Serves the production build on a loopback port. `stop` asks it to end, `kill` gives it no chance to. Throws when the
 * port is taken or the app is not healthy within 30 s.
 */
export async function startApp(options: AppOptions): Promise<App> {
  const url = `http://127.0.0.1:${options.port}`
  await requireFreePort(url)
  const server = spawnServer(options)
  await untilHealthy(url, server, options.logName)
  return {
    url,
    pid: server.pid as number,
    stop: () => end(server, "SIGTERM"),
    kill: () => end(server, "SIGKILL"),
    signal: (signal) => void server.kill(signal),
    hasEnded: () => server.exitCode !== null || server.signalCode !== null,
  }
}

function spawnServer({ port, databaseUrl, providerUrl, logName, settings }: AppOptions): ChildProcess {
  mkdirSync(dirname(logFile(logName)), { recursive: true })
  const log = createWriteStream(logFile(logName), { flags: "a" })
  const server = spawn(process.execPath, [".next/standalone/server.js"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_ENV: "production",
      HOSTNAME: "127.0.0.1",
      HOST: "127.0.0.1",
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      ...appSettings(providerUrl),
      ...settings,
    },
  })
  server.stdout?.pipe(log, { end: false })
  server.stderr?.pipe(log, { end: false })
  return server
}

async function requireFreePort(url: string) {
  const answered = await fetch(url).then(
    () => true,
    () => false,
  )
  if (answered) throw new Error(`Something already answers on ${url}: end it, then run the tests again.`)
}

async function untilHealthy(url: string, server: ChildProcess, logName: string) {
  const deadline = Date.now() + READY_WITHIN_MS
  while (Date.now() < deadline && server.exitCode === null) {
    const healthy = await fetch(`${url}/api/health`).then(
      (response) => response.ok,
      () => false,
    )
    if (healthy) return
    await delay(100)
  }
  await end(server, "SIGKILL")
  throw new Error(`The app did not get ready on ${url}. It said why in ${logFile(logName)}.`)
}

async function end(server: ChildProcess, signal: NodeJS.Signals) {
  if (server.exitCode !== null || server.signalCode !== null) return
  const gone = once(server, "exit")
  server.kill(signal)
  await gone
}
