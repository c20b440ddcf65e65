import { setTimeout as delay } from "node:timers/promises"
import { expect, test } from "@playwright/test"
import postgres from "postgres"
import { v7 as uuid } from "uuid"
import { type App, startApp } from "@/tests/support/app/app"
import { action, answerTo, type Conversation, converse } from "@/tests/support/app/client"
import { type Recorded, recordReply, storedMessages } from "@/tests/support/app/recorder"
import { FAULTS_APP_PORT, FAULTS_PROVIDER_PORT, isLong, LONG, ONLY_LONG } from "@/tests/support/app/settings"
import { type Stage, setStage } from "@/tests/support/app/stage"
import { type OwnPostgres, startOwnPostgres } from "@/tests/support/database/postgres"
import { ProviderControl } from "@/tests/support/provider/control"
import { heldAnswer, slowAnswer } from "@/tests/support/provider/scenarios"

const ROUNDS = 10
const REPLIES = isLong ? 200 : 20

/** Twenty words a second, for much longer than anybody waits. */
const WORDS = Array.from({ length: 600 }, (_, at) => `word-${at}`).join(" ")
const PACE = 50

/** Milliseconds of what was shown that a crash may take, and until the rest counts as interrupted. */
const BEHIND = 1_000
const INTERRUPTED_WITHIN = 15_000

let server: OwnPostgres
let stage: Stage
let sql: postgres.Sql
let other: App | undefined
const provider = new ProviderControl(`http://127.0.0.1:${FAULTS_PROVIDER_PORT}`)

test.beforeAll(async () => {
  server = await startOwnPostgres()
  sql = postgres(server.url, { max: 1, onnotice: () => undefined })
  stage = await setStage({
    name: "killed",
    databaseUrl: server.url,
    appPort: FAULTS_APP_PORT,
    providerPort: FAULTS_PROVIDER_PORT,
    settings: { REPLY_TIMEOUT: "60s" },
  })
})

test.beforeEach(() => provider.reset())

test.afterEach(async () => {
  await other?.kill()
  other = undefined
})

test.afterAll(async () => {
  await sql?.end()
  await stage?.clear()
  await server?.stop()
})

for (let round = 1; round <= ROUNDS; round++)
  test(
    `An app that is killed in the middle of ${REPLIES} answers loses no question, and of what was shown a second at most (${round})`,
    round === 1 ? LONG : ONLY_LONG,
    async () => {
      await provider.play(slowAnswer(WORDS, PACE))
      const asked = await Promise.all(
        Array.from({ length: REPLIES }, (_, number) => converse(`Question ${number}?`, "", stage.app.url)),
      )
      const shown = asked.map((conversation) => recordReply(conversation, stage.app.url))
      await delay(1500 + Math.random() * 1500)
      const killed = performance.now()
      await stage.app.kill()
      await Promise.all(shown.map(({ ended }) => ended))
      await stage.restartApp()
      const deadline = performance.now() + INTERRUPTED_WITHIN
      for (const [number, conversation] of asked.entries())
        await expectKept(conversation, shown[number] as Recorded, { killed, deadline, number })
    },
  )

type Kill = { killed: number; deadline: number; number: number }

async function expectKept(conversation: Conversation, shown: Recorded, { killed, deadline, number }: Kill) {
  let [question, reply] = await storedMessages(conversation, stage.app.url)
  while (reply?.status === "running" && performance.now() < deadline) {
    await delay(200)
    ;[question, reply] = await storedMessages(conversation, stage.app.url)
  }
  expect(question).toMatchObject({ role: "user", text: `Question ${number}?` })
  expect(reply?.status, `failure: ${reply?.failure}`).toBe("interrupted")
  const kept = reply?.text ?? ""
  expect(WORDS.startsWith(kept), "a beginning of the answer").toBe(true)
  const due = shown.textAt(killed - BEHIND)
  expect(kept.startsWith(due), `${due.length} characters were shown in time, ${kept.length} are kept`).toBe(
    true,
  )
}

test(
  "A process that slept past its lease changes nothing of what another one has ended meanwhile",
  ONLY_LONG,
  async () => {
    const other = await startOther()
    await provider.play(heldAnswer("These words come much too late."))
    const asked = await converse("Are you asleep?", "", stage.app.url)
    await provider.release(3)
    await expect.poll(() => sql`select from reply_journal`.then((rows) => rows.length)).toBeGreaterThan(0)
    stage.app.signal("SIGSTOP")
    await delay(11_000)
    await provider.play(slowAnswer("An answer from elsewhere.", 1))
    const ids = { chatId: asked.chatId, messageId: uuid() }
    const { body } = await answerTo(
      action("sendMessage", { ...ids, text: "Hello?" }, other.url),
      asked.cookie,
      other.url,
    )
    expect(body).toContain("replyId")
    await expect
      .poll(async () => (await storedMessages(asked, other.url)).map(({ status }) => status))
      .toEqual(["complete", "interrupted", "complete", "complete"])
    const before = await rows()
    stage.app.signal("SIGCONT")
    await provider.release(20)
    await delay(3000)
    expect(await rows()).toEqual(before)
  },
)

for (const minutes of [5, -5]) {
  test(
    `A process whose clock is ${minutes} minutes off takes no running answer for a lost one`,
    ONLY_LONG,
    async () => {
      const other = await startOther({ NODE_OPTIONS: `--import=${clockOff(minutes)}` })
      await provider.play(heldAnswer("Still being written."))
      const asked = await converse("What time is it?", "", stage.app.url)
      await provider.release(1)
      await answerTo({ path: "/api/cron/cleanup", method: "POST", headers: CRON }, "", other.url)
      for (let look = 0; look < 20; look++) {
        const [, reply] = await storedMessages(asked, other.url)
        expect(reply?.status).toBe("running")
        await delay(100)
      }
      await provider.release(20)
      await expect.poll(async () => (await storedMessages(asked, other.url))[1]?.status).toBe("complete")
    },
  )
}

const CRON = { authorization: "Bearer only-for-the-tests-of-the-cleanup-url" }

/** A module that puts the clock of its process forward or back. */
function clockOff(minutes: number): string {
  const code = `
    const off = ${minutes * 60_000}
    const now = () => Real.now() + off
    const Real = Date
    globalThis.Date = new Proxy(Real, {
      construct: (target, given, made) => Reflect.construct(target, given.length > 0 ? given : [now()], made),
      apply: () => new Real(now()).toString(),
      get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
    })`
  return `data:text/javascript,${encodeURIComponent(code)}`
}

/** Another process of the same app, beside the same Postgres. */
async function startOther(settings: Record<string, string> = {}): Promise<App> {
  other = await startApp({
    port: FAULTS_APP_PORT + 2,
    databaseUrl: server.url,
    providerUrl: `http://127.0.0.1:${FAULTS_PROVIDER_PORT}`,
    logName: "killed-other",
    settings,
  })
  return other
}

/** Everything that stands in the database about answers. */
async function rows() {
  const messages = await sql`select id, status, body, position, completed_at from messages order by id`
  const running = await sql`select * from replies`
  const journal = await sql`select * from reply_journal`
  return { messages, running, journal }
}
