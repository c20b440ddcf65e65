import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { Agent, request } from "node:http"
import { join, resolve } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { v7 as uuidv7 } from "uuid"
import { migrateDatabase } from "@/drizzle/migrate"
import { build } from "@/scripts/build.mjs"
import { findNode } from "@/scripts/runtime.mjs"
import { appSettings } from "@/tests/support/app/settings"
import { createDatabase, createTemplate } from "@/tests/support/database/database"
import { type Figures, measure, median } from "./measure"

const STREAMS = 32
const TURNS = 320
const ROUNDS = 5
const PORTS = { provider: 3540, alcove: 3541, map: 3542 }
const MAP_TREE = ".data/bench-map"
const NOT_COPIED = new Set([".git", ".next", ".data", "test-results", "tests"])

/** `cpu`: milliseconds of the processor that the app's process takes for a turn; NaN where the system does not tell. */
type TurnFigures = Figures & { cpu: number }

export type HttpResult = { streams: number; alcove: TurnFigures; map: TurnFigures; ratio: number }

/**
 * Whole turns over HTTP (action, then the stream to its end) against the same app whose memory is a Map in the
 * process: both built for production, measured in turn in one run. `ratio`: turns/s of Alcove to those of the Map.
 */
export async function benchHttp(serverUrl: string): Promise<HttpResult> {
  const root = resolve(".")
  const key = Buffer.alloc(32, "names of actions in the bench").toString("base64")
  copyTree(root)
  await build(root, findNode(root), key)
  await build(join(root, MAP_TREE), findNode(root), key)
  await createTemplate(serverUrl, (url) => migrateDatabase(url, "drizzle/migrations"))
  const database = await createDatabase(serverUrl)
  const processes = [
    run(["--import", "tsx", "tests/bench/provider.ts", String(PORTS.provider)], {}),
    serve(root, PORTS.alcove, database.url),
    serve(join(root, MAP_TREE), PORTS.map, "postgres://none@127.0.0.1/none"),
  ]
  try {
    const [, alcove, map] = processes
    return await compare(
      { turn: await createDriver(root, PORTS.alcove), pid: alcove?.pid },
      { turn: await createDriver(join(root, MAP_TREE), PORTS.map), pid: map?.pid },
    )
  } finally {
    for (const child of processes) child.kill("SIGTERM")
    await pause(1000)
    await database.drop()
  }
}

type Driven = { turn: Driver; pid: number | undefined }

async function compare(alcove: Driven, map: Driven): Promise<HttpResult> {
  const rounds: { alcove: TurnFigures; map: TurnFigures }[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const figures = {
      alcove: await measureWithCpu(alcove),
      map: await measureWithCpu(map),
    }
    if (round > 0) rounds.push(figures)
  }
  const middle = (pick: (round: (typeof rounds)[number]) => number) => median(rounds.map(pick))
  const figures = (name: "alcove" | "map"): TurnFigures => ({
    cpu: middle((round) => round[name].cpu),
    p50: middle((round) => round[name].p50),
    p95: middle((round) => round[name].p95),
    perSecond: middle((round) => round[name].perSecond),
  })
  const ratio = middle((round) => round.alcove.perSecond / round.map.perSecond)
  return { streams: STREAMS, alcove: figures("alcove"), map: figures("map"), ratio }
}

async function measureWithCpu({ turn, pid }: Driven): Promise<TurnFigures> {
  const before = cpuOf(pid)
  const figures = await measure(turn, TURNS, STREAMS, STREAMS)
  return { ...figures, cpu: (cpuOf(pid) - before) / TURNS }
}

/** Milliseconds of the processor a process has taken, by Linux's record of it in hundredths of a second. */
function cpuOf(pid: number | undefined): number {
  try {
    const [, fields = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")
    const [user, system] = fields.split(" ").slice(11, 13)
    return 10 * (Number(user) + Number(system))
  } catch {
    return Number.NaN
  }
}

/** The project once more, with the Map's modules laid over the server's. */
function copyTree(root: string): void {
  const target = join(root, MAP_TREE)
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  for (const name of readdirSync(root)) {
    if (!NOT_COPIED.has(name)) execFileSync("cp", ["-al", name, target], { cwd: root })
  }
  const [map, server] = [join(root, "tests/bench/map"), join(target, "lib/server")]
  for (const name of readdirSync(map, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".ts")) continue
    // A hard link shares its bytes: it has to go before another file takes its name.
    rmSync(join(server, name), { force: true })
    cpSync(join(map, name), join(server, name))
  }
}

function serve(folder: string, port: number, databaseUrl: string): ChildProcess {
  const settings = appSettings(`http://127.0.0.1:${PORTS.provider}`)
  const env = {
    ...settings,
    DATABASE_URL: databaseUrl,
    PORT: String(port),
    HOSTNAME: "127.0.0.1",
    LOG_LEVEL: "error",
  }
  return run([join(folder, ".next/standalone/server.js")], env)
}

function run(argv: string[], env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, argv, {
    env: { PATH: process.env.PATH, NODE_ENV: "production", ...env },
    stdio: ["ignore", "ignore", "inherit"],
  })
}

type Driver = (visitor: number) => Promise<number>

/** Visitors with a cookie and a chat each; a turn sends one message and reads its reply to the end. */
async function createDriver(folder: string, port: number): Promise<Driver> {
  const agent = new Agent({ keepAlive: true, maxSockets: STREAMS * 2 })
  const action = findAction(folder, "sendMessage")
  await untilHealthy(port)
  const visitors = Array.from({ length: STREAMS }, () => ({ chatId: uuidv7(), cookie: "" }))
  const turn = async (number: number) => {
    const visitor = visitors[number] as (typeof visitors)[number]
    const input = {
      chatId: visitor.chatId,
      messageId: uuidv7(),
      text: "When does the reading room open on Sundays?",
    }
    const sent = await exchange(agent, port, "POST", "/", visitor.cookie, action, JSON.stringify([input]))
    if (!sent.body.includes('"ok":true')) throw new Error(`refused: ${sent.status} ${sent.body.slice(-300)}`)
    visitor.cookie ||= sent.cookie
    const reply = await exchange(
      agent,
      port,
      "GET",
      `/api/chats/${visitor.chatId}/reply?after=0`,
      visitor.cookie,
    )
    if (!reply.body.includes('"status":"complete"'))
      throw new Error(`no reply: ${reply.status} ${reply.body.slice(-300)}`)
    return reply.body.length
  }
  for (let visitor = 0; visitor < STREAMS; visitor++) await turn(visitor)
  return turn
}

function exchange(
  agent: Agent,
  port: number,
  method: string,
  path: string,
  cookie: string,
  action?: string,
  data?: string,
) {
  return new Promise<{ status?: number; body: string; cookie: string }>((done, fail) => {
    const headers = {
      ...(cookie && { cookie }),
      ...(action && {
        "next-action": action,
        "content-type": "text/plain;charset=UTF-8",
        origin: `http://127.0.0.1:${port}`,
      }),
    }
    const sent = request({ agent, host: "127.0.0.1", port, method, path, headers }, (response) => {
      let body = ""
      response.setEncoding("utf8")
      response.on("data", (chunk) => {
        body += chunk
      })
      const [set = ""] = response.headers["set-cookie"] ?? []
      response.on("end", () =>
        done({ status: response.statusCode, body, cookie: set.split(";", 1)[0] ?? "" }),
      )
      response.on("error", fail)
    })
    sent.on("error", fail)
    sent.end(data)
  })
}

function findAction(folder: string, name: string): string {
  const manifest = JSON.parse(
    readFileSync(join(folder, ".next/server/server-reference-manifest.json"), "utf8"),
  )
  const actions = Object.entries<{ exportedName?: string }>(manifest.node)
  const [id] = actions.find(([, action]) => action.exportedName === name) ?? []
  if (!id) throw new Error(`the build knows no action ${name}`)
  return id
}

async function untilHealthy(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const healthy = await fetch(`http://127.0.0.1:${port}/api/health`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (healthy) return
    await pause(100)
  }
  throw new Error(`nothing healthy on port ${port} within 20 s`)
}
