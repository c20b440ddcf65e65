import { once } from "node:events"
import { Agent, request } from "node:http"
import { connect } from "node:net"
import { text } from "node:stream/consumers"
import { setTimeout } from "node:timers/promises"
import { expect, test } from "@playwright/test"
import postgres from "postgres"
import { v7 as uuid } from "uuid"
import { startApp } from "@/tests/support/app/app"
import { action, type Call, converse, followReply } from "@/tests/support/app/client"
import { FAULTS_APP_PORT, FAULTS_PROVIDER_PORT, ONLY_LONG } from "@/tests/support/app/settings"
import { type Stage, setStage } from "@/tests/support/app/stage"
import { type OwnPostgres, startOwnPostgres } from "@/tests/support/database/postgres"
import { ProviderControl } from "@/tests/support/provider/control"
import { heldAnswer } from "@/tests/support/provider/scenarios"

/** The launcher kills a process that is still there after fifteen seconds. */
const WITHIN_MS = 15_000
const ANSWER = "The reading room opens at nine and closes at six."

let server: OwnPostgres
let sql: postgres.Sql
let opened: Stage | undefined
test.beforeAll(async () => {
  server = await startOwnPostgres()
})
test.afterAll(async () => {
  await sql?.end()
  await server?.stop()
})

test.afterEach(async () => {
  await opened?.clear()
  opened = undefined
})

/** The app with a provider that holds its answers, and an empty database. */
async function begin(name: string) {
  const stage = await setStage({
    name,
    databaseUrl: server.url,
    appPort: FAULTS_APP_PORT,
    providerPort: FAULTS_PROVIDER_PORT,
    isTried: Boolean(sql),
    // Longer than the process has: it is not the provider that ends the answer.
    settings: { REPLY_TIMEOUT: "60s" },
  })
  opened = stage
  sql ??= postgres(server.url, { max: 1, onnotice: () => undefined })
  await sql`delete from sessions`
  const provider = new ProviderControl(`http://127.0.0.1:${FAULTS_PROVIDER_PORT}`)
  await provider.reset()
  await provider.play(heldAnswer(ANSWER))
  return { ...stage, provider }
}

async function written(): Promise<number> {
  return (await sql`select distinct chat_id from reply_journal`).length
}

/** A connection over which something was asked already; gives what is answered over it later, undefined when it was closed. */
async function holdConnection() {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const send = ({ path, method, headers, body }: Call) =>
    new Promise<string | undefined>((resolve) => {
      const asked = request(
        { port: FAULTS_APP_PORT, host: "127.0.0.1", agent, path, method, headers },
        (answer) => text(answer).then(resolve, () => resolve(undefined)),
      )
      asked.on("error", () => resolve(undefined)).end(body)
    })
  await send({ path: "/api/health", method: "GET" })
  return send
}

test("A process that is told to end lets an answer come to its end, takes no new question, and is gone", async () => {
  const stage = await begin("leaving-answer")
  const asked = await converse("When does it open?", "", stage.app.url)
  const followed = followReply(asked, stage.app.url)
  await stage.provider.release(3)
  await expect.poll(() => written()).toBe(1)
  // As browsers hold them: they are there already when the process is told to go.
  const held = await Promise.all(Array.from({ length: 5 }, () => holdConnection()))
  const gone = stage.app.stop()
  await setTimeout(300)
  for (const send of held) {
    const said = await send(
      action("sendMessage", { chatId: uuid(), messageId: uuid(), text: "And on Sundays?" }, stage.app.url),
    )
    if (said) expect(said).toContain("unavailable")
  }
  await expect(
    converse("Does a new connection get through?", "", stage.app.url).then(
      () => "accepted",
      () => "refused",
    ),
  ).resolves.toBe("refused")
  await stage.provider.release(20)
  expect((await followed).body).toContain('"status":"complete"')
  const ended = await Promise.race([gone.then(() => true), setTimeout(5000, false)])
  expect(ended).toBe(true)
  const stored = await sql`select role, status from messages order by position`
  expect([...stored]).toEqual([
    { role: "user", status: "complete" },
    { role: "assistant", status: "complete" },
  ])
})

test(
  "An answer that does not come to its end in time is kept as far as it has come, also one begun at the last moment",
  ONLY_LONG,
  async () => {
    const stage = await begin("leaving-silence")
    const asked = await converse("When does it open?", "", stage.app.url)
    await stage.provider.release(3)
    await expect.poll(() => written()).toBe(1)
    const late = converse("And the garden?", "", stage.app.url).catch(() => undefined)
    const gone = stage.app.stop()
    const ended = await Promise.race([gone.then(() => true), setTimeout(WITHIN_MS, false)])
    expect(ended).toBe(true)
    await late
    const stored = await sql`select status from messages where role = 'assistant'`
    expect(stored.length).toBeGreaterThan(0)
    for (const { status } of stored) expect(status).toBe("interrupted")
    expect(await sql`select from replies`).toHaveLength(0)
    const answers =
      await sql`select body from messages where chat_id = ${asked.chatId} and role = 'assistant'`
    expect(answers[0]?.body.length, "sealed words").toBeGreaterThan(30)
  },
)

test(
  "A process that is told to end ends by itself, also with a request that never comes to its end",
  ONLY_LONG,
  async () => {
    const app = await startApp({
      port: FAULTS_APP_PORT,
      databaseUrl: server.url,
      providerUrl: `http://127.0.0.1:${FAULTS_PROVIDER_PORT}`,
      logName: "leaving",
    })
    const visitor = connect(FAULTS_APP_PORT, "127.0.0.1")
    visitor.on("error", () => undefined)
    await once(visitor, "connect")
    visitor.write("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nhalf of")
    await setTimeout(500)
    const ended = await Promise.race([app.stop().then(() => true), setTimeout(WITHIN_MS, false)])
    visitor.destroy()
    await app.kill()
    expect(ended).toBe(true)
  },
)
