import { type BrowserContext, expect, type Page, test } from "@playwright/test"
import postgres from "postgres"
import { type App, startApp } from "@/tests/support/app/app"
import { runCommand } from "@/tests/support/app/command"
import { readLog, removeLog } from "@/tests/support/app/log"
import { FAULTS_APP_PORT, FAULTS_PROVIDER_PORT, ONLY_LONG, SECRETS } from "@/tests/support/app/settings"
import { converse, messages } from "@/tests/support/browser/screen"
import { type OwnPostgres, startOwnPostgres } from "@/tests/support/database/postgres"
import { type Provider, startProvider } from "@/tests/support/provider/provider"

const OLD = { master: SECRETS.MASTER_KEYS, cookie: SECRETS.SESSION_SECRETS }
const NEW = {
  master: `k2:${Buffer.alloc(32, "another master key").toString("base64")}`,
  cookie: `s2:${Buffer.alloc(32, "another cookie secret").toString("base64")}`,
}
/** Cookies are sealed anew after a tenth of it. */
const RETENTION = "300s"

type Keys = typeof OLD
type Visitor = { page: Page; question: string; reads: number; failures: string[] }
/** One process of several behind a balancer, which sends it no new reads while it is restarted. */
type Instance = { app: App; port: number; open: boolean; reads: Set<Promise<unknown>> }

test.describe.configure({ timeout: 240_000 })

let server: OwnPostgres
let provider: Provider
let instances: Instance[] = []

test.beforeAll(async () => {
  server = await startOwnPostgres()
  provider = await startProvider(FAULTS_PROVIDER_PORT)
  for (const port of [FAULTS_APP_PORT, FAULTS_APP_PORT + 2]) {
    instances.push({ app: await start(port, [OLD]), port, open: true, reads: new Set() })
  }
})

test.afterAll(async () => {
  for (const { app } of instances) await app.stop()
  instances = []
  await provider?.stop()
  await server?.stop()
})

test(
  "Master keys and cookie secrets change under running visitors: every read succeeds, no visitor becomes a stranger",
  ONLY_LONG,
  async ({ browser }) => {
    const visitors: Visitor[] = []
    const readers: Promise<void>[] = []
    let reading = true
    const arrive = async (port: number) => {
      const visitor = await meet(await browser.newContext(), port, `Where is shelf ${visitors.length + 1}?`)
      visitors.push(visitor)
      readers.push(keepReading(visitor, () => reading))
      // From every process, before the next one is restarted.
      await expect.poll(() => visitor.reads, { timeout: 60_000 }).toBeGreaterThan(2 * instances.length)
    }
    for (const { port } of instances) await arrive(port)
    const earliest = await cookieSecret(visitors[0])

    await restartEach([OLD, NEW], arrive)
    const underOld = visitors.length
    await restartEach([NEW, OLD], arrive)
    await expectRefusal([NEW], 'MASTER_KEYS: the key "k1" is missing and conversations are still sealed')
    const rotation = await runCommand("keys-rotate", [], settingsOf([NEW, OLD]))
    expect(rotation).toMatchObject({ code: 0, stdout: expect.stringContaining(`${underOld} session keys`) })
    for (const visitor of visitors) {
      await expect.poll(() => cookieSecret(visitor), { timeout: 60_000 }).not.toBe(earliest)
    }
    await restartEach([NEW], arrive)

    reading = false
    await Promise.all(readers)
    for (const { page, question, failures } of visitors) {
      expect(failures).toEqual([])
      await page.reload()
      await expect(messages(page, "You").first()).toContainText(question)
      await converse(page, "And the one beside it?")
    }
    expect(await usedKeys()).toEqual(["k2"])
  },
)

function start(port: number, keys: Keys[], logName = `rotation-${port}`): Promise<App> {
  const settings = settingsOf(keys)
  return startApp({ port, databaseUrl: server.url, providerUrl: provider.url, logName, settings })
}

/** A process does not start with these keys, and says so. */
async function expectRefusal(keys: Keys[], sentence: string): Promise<void> {
  const logName = "rotation-refused"
  removeLog(logName)
  await expect(start(FAULTS_APP_PORT + 3, keys, logName)).rejects.toThrow("did not get ready")
  await expect.poll(() => readLog(logName)).toContain(sentence)
}

/** The first is the current one. */
function settingsOf(keys: Keys[]): Record<string, string> {
  const list = (name: keyof Keys) => keys.map((key) => key[name]).join(",")
  return {
    ...SECRETS,
    DATABASE_URL: server.url,
    MASTER_KEYS: list("master"),
    SESSION_SECRETS: list("cookie"),
    RETENTION,
  }
}

/** One after the other; at each a stranger arrives, who goes on reading from the one that is not restarted yet. */
async function restartEach(keys: Keys[], arrive: (port: number) => Promise<void>): Promise<void> {
  for (const instance of instances) {
    instance.open = false
    await Promise.all(instance.reads)
    await instance.app.stop()
    instance.app = await start(instance.port, keys)
    instance.open = true
    await arrive(instance.port)
  }
}

async function meet(context: BrowserContext, port: number, question: string): Promise<Visitor> {
  const page = await context.newPage()
  await page.goto(`http://127.0.0.1:${port}/`)
  await converse(page, question)
  return { page, question, reads: 0, failures: [] }
}

/** A visitor reads their chat again and again, from whichever process is open. */
async function keepReading(visitor: Visitor, isGoingOn: () => boolean): Promise<void> {
  while (isGoingOn()) await read(visitor)
}

async function read(visitor: Visitor): Promise<void> {
  const open = instances.filter((instance) => instance.open)
  const instance = open[visitor.reads++ % open.length]
  if (!instance) throw new Error("no process is open")
  const reading = readFrom(instance.port, visitor).catch((problem) => visitor.failures.push(String(problem)))
  instance.reads.add(reading)
  await reading
  instance.reads.delete(reading)
}

/** The page with the visitor's own words, and the reply route, which renews the cookie. */
async function readFrom(port: number, { page, question, failures }: Visitor): Promise<void> {
  const { pathname } = new URL(page.url())
  const client = page.context().request
  // A kept connection may be closed by a restart, or for having been idle, in the moment it is used again.
  const once = { headers: { connection: "close" } }
  const chat = await client.get(`http://127.0.0.1:${port}${pathname}`, once)
  const shown = (await chat.text()).includes(question)
  const reply = await client.get(
    `http://127.0.0.1:${port}/api${pathname.replace("chat", "chats")}/reply`,
    once,
  )
  if (chat.status() !== 200 || !shown || reply.status() !== 204) {
    failures.push(`${port}: page ${chat.status()}, its words ${shown}, reply ${reply.status()}`)
  }
}

/** The number of the secret a visitor's cookie is sealed with; the seal begins with it. */
async function cookieSecret(visitor?: Visitor): Promise<string | undefined> {
  const cookies = await visitor?.page.context().cookies()
  return cookies?.find(({ name }) => name === "alcove")?.value.split("*")[1]
}

async function usedKeys(): Promise<string[]> {
  const sql = postgres(server.url, { max: 1 })
  const rows = await sql<{ key_id: string }[]>`select distinct key_id from session_keys`
  await sql.end()
  return rows.map((row) => row.key_id)
}
