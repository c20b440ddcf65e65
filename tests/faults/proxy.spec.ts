import { expect, test } from "@playwright/test"
import { action, answerTo } from "@/tests/support/app/client"
import { followLog } from "@/tests/support/app/log"
import {
  APP_LOG,
  APP_URL,
  FAULTS_APP_PORT,
  FAULTS_PROVIDER_PORT,
  SECRETS,
} from "@/tests/support/app/settings"
import { type Stage, setStage } from "@/tests/support/app/stage"
import { eraseEverything } from "@/tests/support/browser/my-data"
import { button, converse, expectFinished, messages, open, send } from "@/tests/support/browser/screen"
import { signInByHand } from "@/tests/support/browser/sign-in"
import { type OwnPostgres, startOwnPostgres } from "@/tests/support/database/postgres"
import { startRewritingProxy } from "@/tests/support/security/rewriting-proxy"

const PORT = FAULTS_APP_PORT + 2
const PUBLIC_URL = `http://localhost:${PORT}`

/** What proxies were seen to make of it: another host, another port, another scheme, and headers at odds. */
const REWRITTEN = {
  host: "app:3000",
  "x-forwarded-host": "inner.example, app:3000",
  "x-forwarded-proto": "https,http",
  "x-forwarded-port": "8443",
}

test.use({ baseURL: PUBLIC_URL })

let server: OwnPostgres
let stage: Stage
let endProxy = async () => {}

test.beforeAll(async () => {
  server = await startOwnPostgres()
  stage = await setStage({
    name: "proxy",
    databaseUrl: server.url,
    appPort: FAULTS_APP_PORT,
    providerPort: FAULTS_PROVIDER_PORT,
    settings: { PUBLIC_URL },
  })
})

test.afterEach(() => endProxy())

test.afterAll(async () => {
  await stage?.clear()
  await server?.stop()
})

test("With PUBLIC_URL everything works behind a proxy that changes host and port, and foreign pages stay refused", async ({
  page,
}) => {
  endProxy = await startRewritingProxy(PORT, stage.app.url, REWRITTEN)
  await open(page)
  await converse(page, "Which way in?")
  const question = messages(page, "You").last()
  await button(question, "Edit").click()
  await question.getByRole("textbox").fill("Which way out?")
  await button(question, "Save").click()
  await expect(question).toContainText("Which way out?")
  await expectFinished(page)
  expect(await (await page.request.get("/api/my-data")).text()).toContain("Which way out?")

  const [cookie] = await page.context().cookies()
  const shown = `${cookie?.name}=${cookie?.value}`
  const foreign = [APP_URL, stage.app.url, `https://localhost:${PORT}`, "http://app:3000", "null", "garbage"]
  for (const origin of foreign) {
    const call = action("eraseEverything")
    const refused = await answerTo({ ...call, headers: { ...call.headers, origin } }, shown, stage.app.url)
    expect(refused).toMatchObject({ status: 200, body: expect.stringContaining("another site") })
  }
  const cleanup = { method: "POST", headers: { authorization: `Bearer ${SECRETS.CRON_SECRET}` } }
  expect((await fetch(`${PUBLIC_URL}/api/cron/cleanup`, cleanup)).status).toBe(200)
  await page.reload()
  await expect(messages(page, "You")).toContainText("Which way out?")
  await eraseEverything(page)
  await signInByHand(page)
})

test("Without PUBLIC_URL a visitor and an operator are told what to do, and the log which headers differ", async ({
  page,
}) => {
  endProxy = await startRewritingProxy(PORT, APP_URL, REWRITTEN)
  const log = followLog(APP_LOG)
  await open(page)
  await send(page, "Which way in?")
  await expect(page.getByText(/does not know the address in your browser/).first()).toBeVisible()
  await expect(page.getByText("Check your connection")).toHaveCount(0)
  await page.goto("/admin")
  await page.getByRole("textbox", { name: "Password", exact: true }).fill(SECRETS.ADMIN_PASSWORD)
  await button(page, "Sign in").click()
  await expect(page.getByRole("alert").filter({ hasText: "PUBLIC_URL" })).toBeVisible()
  const lines = () => log().match(/Origin and Host differ in their host.*set PUBLIC_URL/g)
  await expect.poll(lines).toHaveLength(1)
  expect(log()).not.toMatch(/app:3000|complaint of the framework|request failed/)
})
