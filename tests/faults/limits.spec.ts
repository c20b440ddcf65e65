import { setTimeout as delay } from "node:timers/promises"
import { expect, test } from "@playwright/test"
import postgres from "postgres"
import { v7 as uuid } from "uuid"
import { type App, startApp } from "@/tests/support/app/app"
import { action, answerTo, converse } from "@/tests/support/app/client"
import {
  FAULTS_APP_PORT,
  FAULTS_PROVIDER_PORT,
  isLong,
  LONG,
  ONLY_LONG,
  REPLY_TOKENS,
} from "@/tests/support/app/settings"
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
import { type OwnPostgres, startOwnPostgres } from "@/tests/support/database/postgres"
import { ProviderControl } from "@/tests/support/provider/control"
import { heldAnswer } from "@/tests/support/provider/scenarios"

const SENDS = isLong ? 200 : 60
const SPOOFED = isLong ? 1000 : 60
const ALLOWED = 10

/** What one reply may need at most. */
const CONTEXT_TOKENS = 2000
const MOST = CONTEXT_TOKENS + REPLY_TOKENS

/** Milliseconds in which what a process that died had set aside is free again. */
const BACK_WITHIN = 120_000

let server: OwnPostgres
let stage: Stage
let other: App
let sql: postgres.Sql
const provider = new ProviderControl(`http://127.0.0.1:${FAULTS_PROVIDER_PORT}`)

test.use({ baseURL: `http://127.0.0.1:${FAULTS_APP_PORT}` })

test.beforeAll(async () => {
  server = await startOwnPostgres()
  sql = postgres(server.url, { max: 2, onnotice: () => undefined })
  const settings = { CONTEXT_TOKENS: String(CONTEXT_TOKENS) }
  stage = await setStage({
    name: "limits",
    databaseUrl: server.url,
    appPort: FAULTS_APP_PORT,
    providerPort: FAULTS_PROVIDER_PORT,
    settings,
  })
  other = await startApp({
    port: FAULTS_APP_PORT + 2,
    databaseUrl: server.url,
    providerUrl: `http://127.0.0.1:${FAULTS_PROVIDER_PORT}`,
    logName: "limits",
    settings,
  })
})

test.beforeEach(async () => {
  await provider.reset()
  // What ran before is not to be counted.
  await sql`truncate usage, site_leases`
  await limit({})
})

test.afterAll(async () => {
  await sql?.end()
  await other?.stop()
  await stage?.clear()
  await server?.stop()
})

test(
  `Of ${SENDS} strangers who ask two processes at once as many are answered as the site can pay for`,
  LONG,
  async () => {
    await limit({ site_tokens_per_day: ALLOWED * MOST })
    await provider.play(heldAnswer("Still thinking about it."))
    const answers = await Promise.all(
      Array.from({ length: SENDS }, (_, at) => sendAs("", at % 2 === 0 ? stage.app : other)),
    )
    const accepted = answers.filter(({ body }) => body.includes('"replyId"'))
    const refused = answers.filter(({ body }) => body.includes('"code":"limited"'))
    expect(accepted.length + refused.length).toBe(SENDS)
    expect(accepted).toHaveLength(ALLOWED)
    await provider.expectRequests(ALLOWED)
  },
)

test(
  `Of ${SENDS} questions of one visitor to two processes at once as many are answered as they may ask`,
  LONG,
  async () => {
    const { cookie } = await converse("Is it open?", "", stage.app.url)
    // It is asked after it was accepted, and is not to be counted with the others.
    await provider.expectRequests(1)
    await provider.reset()
    await limit({ session_tokens_per_day: ALLOWED * MOST })
    await provider.play(heldAnswer("Still thinking about it."))
    const answers = await Promise.all(
      Array.from({ length: SENDS }, (_, at) => sendAs(cookie, at % 2 === 0 ? stage.app : other)),
    )
    expect(answers.filter(({ body }) => body.includes('"replyId"'))).toHaveLength(ALLOWED)
    await provider.expectRequests(ALLOWED)
  },
)

test(`${SPOOFED} made-up addresses move no limit`, LONG, async () => {
  await limit({ address_messages_per_hour: ALLOWED })
  const answers = await inTurns(SPOOFED, (at) =>
    sendAs("", at % 2 === 0 ? stage.app : other, {
      "x-forwarded-for": `10.${at % 250}.${at >> 8}.7, 192.0.2.${at % 250}`,
    }),
  )
  expect(answers.filter(({ body }) => body.includes('"replyId"'))).toHaveLength(ALLOWED)
  expect(answers.filter(({ body }) => body.includes("from your network"))).toHaveLength(SPOOFED - ALLOWED)
})

test(
  "What a process set aside that was killed is free again within two minutes, the visitor's within seconds",
  ONLY_LONG,
  async () => {
    await limit({ site_tokens_per_day: 3 * MOST, session_tokens_per_day: MOST })
    await provider.play(heldAnswer("Still thinking about it."))
    const visitors = []
    for (let at = 0; at < 3; at++) visitors.push(await converse("Is it open?", "", other.url))
    const [first] = visitors
    await provider.expectRequests(3)
    await other.kill()
    const killed = performance.now()
    expect((await sendAs("", stage.app)).body, "the site's").toContain("This site has answered")
    await limit({ session_tokens_per_day: MOST })
    expect((await sendAs(first?.cookie ?? "", stage.app)).body, "the visitor's").toContain(
      "is still being written",
    )
    await expect
      .poll(async () => (await sendAs(first?.cookie ?? "", stage.app)).body, { timeout: 15_000 })
      .toContain('"replyId"')
    await limit({ site_tokens_per_day: 3 * MOST })
    while (!(await sendAs("", stage.app)).body.includes('"replyId"')) await delay(1000)
    expect(performance.now() - killed, "milliseconds").toBeLessThan(BACK_WITHIN)
  },
)

test("A visitor reads how much is left, keeps what was refused, and goes on when there is more", async ({
  page,
}) => {
  await limit({ session_messages_per_hour: 2 })
  await open(page)
  await ask(page, "Is it open?")
  const left = page.getByRole("status").filter({ hasText: "left" })
  await expect(left).toContainText("1 message left this hour; more from")
  await page.reload()
  await expect(left).toContainText("1 message left this hour; more from")
  await ask(page, "And on Sundays?")
  await expect(left).toContainText("No messages left this hour. You can go on from")
  await send(page, "And on Mondays?")
  const refused = page.getByRole("alert").filter({ hasText: "as many messages as fit into an hour" })
  await expect(refused).toContainText("You can go on in 60 minutes.")
  await expect(composer(page)).toHaveValue("And on Mondays?")
  await expect(messages(page, "You")).toHaveCount(2)
  await sql`update sessions set hour_ends_at = now()`
  await button(page, "Send").click()
  await expect(messages(page, "Assistant")).toHaveCount(3)
  await expectFinished(page)
  await expect(refused).toHaveCount(0)
  await provider.expectRequests(3)
})

/** Sets these limits as the operator's page does, and none else; acts in every process within a second. */
async function limit(limits: Record<string, number>): Promise<void> {
  await sql`delete from settings`
  for (const [name, value] of Object.entries(limits))
    await sql`insert into settings (name, value) values (${name}, ${sql.json(value)})`
  await delay(600)
}

function sendAs(cookie: string, { url }: App, headers: Record<string, string> = {}) {
  const call = action("sendMessage", { chatId: uuid(), messageId: uuid(), text: "Now?" }, url)
  return answerTo({ ...call, headers: { ...call.headers, ...headers } }, cookie, url)
}

/** Fifty at a time. */
async function inTurns<T>(count: number, make: (at: number) => Promise<T>): Promise<T[]> {
  const made: T[] = []
  for (let at = 0; at < count; at += 50)
    made.push(
      ...(await Promise.all(Array.from({ length: Math.min(50, count - at) }, (_, more) => make(at + more)))),
    )
  return made
}
