import { expect, test } from "@playwright/test"
import postgres from "postgres"
import { FAULTS_APP_PORT, FAULTS_PROVIDER_PORT, ONLY_LONG } from "@/tests/support/app/settings"
import { type Stage, setStage } from "@/tests/support/app/stage"
import { button, converse, expectFinished, lastReply, messages, send } from "@/tests/support/browser/screen"
import { type OwnPostgres, startOwnPostgres } from "@/tests/support/database/postgres"
import { ProviderControl } from "@/tests/support/provider/control"
import { answer, heldAnswer, PLAIN_ANSWER } from "@/tests/support/provider/scenarios"

const QUESTION = "What happens when the lights go out?"
const BEGINNING = "The reading room"

/** Longer than the lease of a reply, which has to run out before it counts as interrupted. */
const UNTIL_INTERRUPTED_MS = 60_000

let server: OwnPostgres
let sql: postgres.Sql
let stage: Stage
const provider = new ProviderControl(`http://127.0.0.1:${FAULTS_PROVIDER_PORT}`)

// A stage of its own: its parts are killed and restarted, which the other tests should not notice.
test.use({ baseURL: `http://127.0.0.1:${FAULTS_APP_PORT}` })

test.beforeAll(async () => {
  server = await startOwnPostgres()
  stage = await setStage({
    name: "faults",
    databaseUrl: server.url,
    appPort: FAULTS_APP_PORT,
    providerPort: FAULTS_PROVIDER_PORT,
    // An answer is held while Postgres comes back, which may take 40 s.
    settings: { REPLY_TIMEOUT: "60s" },
  })
})

test.beforeEach(async () => {
  sql = postgres(server.url, { max: 1, onnotice: () => undefined })
  await provider.reset()
})

test.afterEach(() => sql.end())

test.afterAll(async () => {
  await stage?.clear()
  await server?.stop()
})

test("When the app is killed in the middle of an answer, what arrived is kept, marked Interrupted, and Retry works", async ({
  page,
}) => {
  await provider.play(heldAnswer(PLAIN_ANSWER))
  await page.goto("/")
  await send(page, QUESTION)
  await provider.release(3)
  await expect(lastReply(page)).toContainText(BEGINNING)
  await expect.poll(writtenDown).toBeGreaterThanOrEqual(BEGINNING.length)
  const address = page.url()
  await stage.app.kill()
  await stage.restartApp()
  await page.goto(address)
  await expect(lastReply(page)).toContainText("Interrupted", { timeout: UNTIL_INTERRUPTED_MS })
  await expect(lastReply(page)).toContainText(BEGINNING)
  await provider.play(answer("Then somebody lights a candle."))
  await button(lastReply(page), "Retry").click()
  await expect(lastReply(page)).toContainText("Then somebody lights a candle.")
  await expect(lastReply(page)).not.toContainText("Interrupted")
  await expect(messages(page, "You")).toHaveCount(1)
})

for (const [manner, signal] of [
  ["restarted", "SIGINT"],
  ["crashed", "SIGQUIT"],
] as const) {
  const how = manner === "crashed" ? {} : ONLY_LONG
  test(
    `When Postgres is ${manner} between two questions, both are answered and kept`,
    how,
    async ({ page }) => {
      await page.goto("/")
      await converse(page, QUESTION)
      await restartPostgres(signal)
      await converse(page, "And when they come back on again?")
      await page.reload()
      await expect(messages(page, "You")).toHaveCount(2)
      await expect(messages(page, "Assistant").filter({ hasText: PLAIN_ANSWER })).toHaveCount(2)
    },
  )

  test(
    `When Postgres is ${manner} in the middle of an answer, the answer is whole in the end`,
    how,
    async ({ page }) => {
      await provider.play(heldAnswer(PLAIN_ANSWER))
      await page.goto("/")
      await send(page, QUESTION)
      await provider.release(3)
      await expect(lastReply(page)).toContainText(BEGINNING)
      await restartPostgres(signal)
      await provider.release(20)
      await expect(lastReply(page)).toContainText(PLAIN_ANSWER)
      await page.reload()
      await expect(lastReply(page)).toContainText(PLAIN_ANSWER)
      await expectFinished(page)
      await provider.expectRequests(1)
    },
  )
}

/** UTF-16 units of running replies that are in the database. */
async function writtenDown(): Promise<number> {
  const [row] = await sql<{ units: number }[]>`select coalesce(max(seq), 0)::int as units from reply_journal`
  return row?.units ?? 0
}

/** Ends the server; the launcher notices and starts it again. */
async function restartPostgres(signal: NodeJS.Signals) {
  const before = server.pid()
  process.kill(before, signal)
  await expect.poll(() => server.pid(), { timeout: 40_000 }).not.toBe(before)
}
