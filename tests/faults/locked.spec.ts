import { spawnSync } from "node:child_process"
import { randomBytes } from "node:crypto"
import { chownSync, existsSync, mkdirSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { expect, test } from "@playwright/test"
import postgres from "postgres"
import { v7 as uuid } from "uuid"
import { action, answerTo, converse } from "@/tests/support/app/client"
import { recordReply } from "@/tests/support/app/recorder"
import { FAULTS_APP_PORT, FAULTS_PROVIDER_PORT, isLong, LONG, ONLY_LONG } from "@/tests/support/app/settings"
import { type Stage, setStage } from "@/tests/support/app/stage"
import {
  converse as ask,
  button,
  composer,
  expectFinished,
  messages,
  open,
  send,
} from "@/tests/support/browser/screen"
import { hold } from "@/tests/support/database/hold"
import { type OwnPostgres, startOwnPostgres } from "@/tests/support/database/postgres"
import { ProviderControl } from "@/tests/support/provider/control"
import { slowAnswer } from "@/tests/support/provider/scenarios"

const SENDS = isLong ? 500 : 40
const POOL = 10

let server: OwnPostgres
let stage: Stage
let other: postgres.Sql
const provider = new ProviderControl(`http://127.0.0.1:${FAULTS_PROVIDER_PORT}`)

test.use({ baseURL: `http://127.0.0.1:${FAULTS_APP_PORT}` })

test.beforeAll(async () => {
  server = await startOwnPostgres()
  other = postgres(server.url, { max: 3, onnotice: () => undefined })
  stage = await setStage({
    name: "locked",
    databaseUrl: server.url,
    appPort: FAULTS_APP_PORT,
    providerPort: FAULTS_PROVIDER_PORT,
    settings: { DATABASE_POOL_SIZE: String(POOL) },
  })
})

test.beforeEach(() => provider.reset())

test.afterAll(async () => {
  await other?.end()
  await stage?.clear()
  await server?.stop()
  await removeDisk()
})

test(
  `While a table is locked ${SENDS} questions are refused in words within five seconds, and afterwards all is as before`,
  LONG,
  async () => {
    const { cookie } = await converse("Is it open?", "", stage.app.url)
    const lock = await hold(other, (sql) => sql`lock table messages`)
    const sent = Promise.all(Array.from({ length: SENDS }, () => sendOne(cookie)))
    let most = 0
    let isOver = false
    const watching = (async () => {
      while (!isOver) {
        most = Math.max(most, await backends())
        await delay(100)
      }
    })()
    const answers = await sent
    isOver = true
    await watching
    await lock.release()
    for (const { took, status, body } of answers) {
      expect(status).toBe(200)
      expect(body).toContain('"code":"unavailable"')
      expect(took, "milliseconds").toBeLessThan(5000)
    }
    expect(most, "connections").toBeLessThanOrEqual(POOL + 2)
    const began = performance.now()
    expect((await sendOne(cookie)).body).toContain("replyId")
    expect(performance.now() - began, "milliseconds until all is as before").toBeLessThan(1000)
    await delay(2500)
    const [row] = await other`select count(*)::int as stored from messages where role = 'user'`
    expect(row?.stored, "what was refused is not stored").toBe(2)
  },
)

test("A question that meets a locked table is kept on the page, and goes out by itself when it is free", async ({
  page,
}) => {
  await open(page)
  await ask(page, "Is it open?")
  const lock = await hold(other, (sql) => sql`lock table messages`)
  await send(page, "And on Sundays?")
  await expect(page.getByText("Not sent yet")).toBeVisible()
  await expect(messages(page, "You").last()).toContainText("And on Sundays?")
  await composer(page).fill("typed meanwhile")
  await lock.release()
  await expect(messages(page, "Assistant")).toHaveCount(2)
  await expectFinished(page)
  await expect(messages(page, "You")).toHaveCount(2)
  await expect(composer(page)).toHaveValue("typed meanwhile")
  await expect(button(page, "Send")).toBeEnabled()
  await provider.expectRequests(2)
})

test("No transaction is open while answers are being written", async () => {
  await provider.play(slowAnswer("word ".repeat(60), 50))
  const asked = await Promise.all(
    Array.from({ length: 20 }, (_, number) => converse(`Question ${number}?`, "", stage.app.url)),
  )
  const ends = Promise.all(asked.map((conversation) => recordReply(conversation, stage.app.url).ended))
  const seen: number[] = []
  while ((await Promise.race([ends, delay(50, "writing" as const)])) === "writing") {
    const [row] = await other`
      select count(*)::int as idle from pg_stat_activity
      where application_name = 'alcove' and state like 'idle in transaction%'`
    seen.push(row?.idle ?? 0)
  }
  expect(seen.length).toBeGreaterThan(10)
  expect(Math.max(...seen)).toBe(0)
  expect(new Set(await ends)).toEqual(new Set(["complete"]))
})

for (const [what, begin, end] of [
  [
    "a database that only reads",
    async () => {
      await alter("default_transaction_read_only", "on")
      await killBackends()
    },
    () => alter("default_transaction_read_only", "off"),
  ],
  ["a database without a free connection", () => takeAllConnections(), () => giveConnectionsBack()],
  ["a full disk", fillDisk, emptyDisk],
] as const) {
  test(
    `With ${what} a question is refused in words, and gets through when that is over`,
    ONLY_LONG,
    async () => {
      test.skip(begin === fillDisk && !mountDisk(), "no small disk may be mounted here")
      const { cookie } = await converse("Is it open?", "", stage.app.url)
      await begin()
      const refused = await sendOne(cookie, LONG_TEXT)
      await end()
      expect(refused.body).toContain('"code":"unavailable"')
      expect(refused.took).toBeLessThan(5000)
      await expect
        .poll(async () => (await sendOne(cookie, LONG_TEXT)).body, { timeout: 5000 })
        .toContain("replyId")
    },
  )
}

/** More than fits into what is left of a page of a table, and cannot be compressed. */
const LONG_TEXT = randomBytes(12_000).toString("hex")

async function sendOne(cookie: string, text = "Is anybody there?") {
  const began = performance.now()
  const call = action("sendMessage", { chatId: uuid(), messageId: uuid(), text }, stage.app.url)
  const { status, body } = await answerTo(call, cookie, stage.app.url)
  return { took: performance.now() - began, status, body }
}

async function backends(): Promise<number> {
  const [row] =
    await other`select count(*)::int as open from pg_stat_activity where application_name = 'alcove'`
  return row?.open ?? 0
}

/** What is open already would go on as before. */
async function killBackends(): Promise<void> {
  await other`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'alcove'`
}

async function alter(setting: string, value: string): Promise<void> {
  await other.unsafe(`alter system set ${setting} = ${value}`)
  await other`select pg_reload_conf()`
  await delay(300)
}

const DISK = join(tmpdir(), `alcove-disk-${process.pid}`)

/** A small disk; false where none may be mounted. */
function mountDisk(): boolean {
  mkdirSync(DISK)
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=16m,mode=0777", "alcove", DISK])
  if (status !== 0) rmSync(DISK, { recursive: true })
  return status === 0
}

/** Puts the messages on that disk, and fills it. */
async function fillDisk(): Promise<void> {
  const folder = join(DISK, "messages")
  mkdirSync(folder)
  // Postgres wants a folder that is its own.
  const [data] = await other`select current_setting('data_directory') as folder`
  const { uid, gid } = statSync(data?.folder)
  chownSync(folder, uid, gid)
  await other.unsafe(`create tablespace small location '${folder}'`)
  await other`alter table messages set tablespace small`
  const { bavail, bsize } = statfsSync(DISK)
  writeFileSync(join(DISK, "other"), Buffer.alloc(bavail * bsize))
}

async function emptyDisk(): Promise<void> {
  rmSync(join(DISK, "other"))
}

async function removeDisk(): Promise<void> {
  if (!existsSync(DISK)) return
  spawnSync("umount", ["--lazy", DISK])
  rmSync(DISK, { recursive: true })
}

let taken: postgres.Sql[] = []

/** The app of the tests is a superuser, so the reserved places are taken, too; and again what it takes in between. */
async function takeAllConnections(): Promise<void> {
  for (;;) {
    await killBackends()
    while (await takeOne());
    if ((await backends()) === 0) return
  }
}

async function takeOne(): Promise<boolean> {
  const client = postgres(server.url, { max: 1, onnotice: () => undefined, connect_timeout: 5 })
  const isIn = await client`select 1`.then(
    () => true,
    () => false,
  )
  if (isIn) taken.push(client)
  else await client.end({ timeout: 1 })
  return isIn
}

async function giveConnectionsBack(): Promise<void> {
  await Promise.all(taken.map((client) => client.end({ timeout: 1 })))
  taken = []
}
