import { setTimeout as delay } from "node:timers/promises"
import { expect, test } from "@playwright/test"
import { FAULTS_APP_PORT, FAULTS_PROVIDER_PORT, ONLY_LONG } from "@/tests/support/app/settings"
import { type Stage, setStage } from "@/tests/support/app/stage"
import { type OwnPostgres, startOwnPostgres } from "@/tests/support/database/postgres"

let server: OwnPostgres
let stage: Stage

test.beforeEach(async () => {
  server = await startOwnPostgres()
})

test.afterEach(async () => {
  await stage?.clear()
  await server?.stop()
})

test(
  "Health says within two seconds that the database is dead, and by itself that it is back",
  ONLY_LONG,
  async () => {
    await begin()
    expect(await health()).toMatchObject({ status: 200 })
    // Still there, and silent.
    process.kill(server.pid(), "SIGSTOP")
    for (const pid of await backends()) process.kill(pid, "SIGSTOP")
    const dead = await health()
    expect(dead).toMatchObject({ status: 503 })
    expect(dead.took, "milliseconds").toBeLessThan(2500)
    for (const pid of await backends()) process.kill(pid, "SIGCONT")
    process.kill(server.pid(), "SIGCONT")
    await expect.poll(async () => (await health()).status, { timeout: 10_000 }).toBe(200)
  },
)

test("A process that hangs ends itself, for its supervisor to start another", ONLY_LONG, async () => {
  const hang = 'process.on("SIGUSR2", () => { for (;;); })'
  await begin({ NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hang)}` })
  await delay(12_000)
  expect(await health(), "one that does not hang stays").toMatchObject({ status: 200 })
  stage.app.signal("SIGUSR2")
  await expect.poll(() => stage.app.hasEnded(), { timeout: 60_000 }).toBe(true)
})

async function begin(settings: Record<string, string> = {}) {
  stage = await setStage({
    name: "health",
    databaseUrl: server.url,
    appPort: FAULTS_APP_PORT,
    providerPort: FAULTS_PROVIDER_PORT,
    settings,
  })
}

async function health() {
  const began = performance.now()
  const { status } = await fetch(`${stage.app.url}/api/health`)
  return { status, took: performance.now() - began }
}

/** The processes of the server, by their parent. */
async function backends(): Promise<number[]> {
  const { execFileSync } = await import("node:child_process")
  const children = execFileSync("ps", ["-o", "pid=", "--ppid", String(server.pid())]).toString()
  return children.trim().split(/\s+/).map(Number)
}
