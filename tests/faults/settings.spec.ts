import { expect, type Page, test } from "@playwright/test"
import postgres from "postgres"
import { type App, startApp } from "@/tests/support/app/app"
import { FAULTS_APP_PORT, FAULTS_PROVIDER_PORT, ONLY_LONG } from "@/tests/support/app/settings"
import { button, composer, send } from "@/tests/support/browser/screen"
import { signIn } from "@/tests/support/browser/sign-in"
import { type OwnPostgres, startOwnPostgres } from "@/tests/support/database/postgres"
import { type Provider, startProvider } from "@/tests/support/provider/provider"

/** The promise of the page, in milliseconds. */
const IN_EFFECT = 1_000
const CHANGES = 10
const PAUSED = "The desk is closed until nine."

let server: OwnPostgres
let sql: postgres.Sql
let provider: Provider
let apps: App[] = []

test.beforeAll(async () => {
  server = await startOwnPostgres()
  sql = postgres(server.url, { max: 1 })
  provider = await startProvider(FAULTS_PROVIDER_PORT)
  for (const port of [FAULTS_APP_PORT, FAULTS_APP_PORT + 2]) {
    const logName = `settings-${port}`
    apps.push(await startApp({ port, databaseUrl: server.url, providerUrl: provider.url, logName }))
  }
})

test.afterAll(async () => {
  for (const app of apps) await app.stop()
  apps = []
  await sql?.end()
  await provider?.stop()
  await server?.stop()
})

test(
  "A setting changed on one instance holds on the other within a second, every time",
  ONLY_LONG,
  async ({ page }) => {
    const [here = "", there = ""] = apps.map(({ url }) => url)
    await openSettings(page, here)
    const field = page.getByRole("textbox", { name: "Model", exact: true })
    const delays: number[] = []
    for (let change = 1; change <= CHANGES; change++) {
      const model = `model-${change}`
      await field.fill(model)
      await button(page.locator("form").filter({ has: field }), "Save").click()
      delays.push(await delayUntil(async () => (await modelOf(there)) === model))
    }
    test.info().annotations.push({ type: "milliseconds until in effect", description: delays.join(", ") })
    expect(Math.max(...delays)).toBeLessThan(IN_EFFECT)
  },
)

test(
  "A pause set on one instance is kept by the other, for the page that is open there",
  ONLY_LONG,
  async ({ page, browser }) => {
    const [here = "", there = ""] = apps.map(({ url }) => url)
    const reader = await browser.newPage()
    await reader.goto(there)
    await openSettings(page, here)
    await page.getByRole("textbox", { name: "What visitors read while it is paused" }).fill(PAUSED)
    await page.getByRole("switch", { name: "Answer visitors" }).click()
    const isPaused = async () => (await (await fetch(there)).text()).includes(PAUSED)
    expect(await delayUntil(isPaused)).toBeLessThan(IN_EFFECT)
    await send(reader, "Is anybody there?")
    await expect(reader.getByRole("status").filter({ hasText: PAUSED })).toBeVisible()
    await expect(composer(reader)).toHaveValue("Is anybody there?")
    await reader.close()
  },
)

async function openSettings(page: Page, url: string): Promise<void> {
  await signIn(page, `${url}/admin/settings`)
  await expect(page.getByRole("heading", { name: "Settings", level: 1 })).toBeVisible()
}

/**
 * Asks until the last change is in effect. Milliseconds from when it was written, by this machine's clock, which is the
 * database's, too, to the beginning of the last request that was still answered in the old way: how long the test itself
 * takes is not in it.
 */
async function delayUntil(isInEffect: () => Promise<boolean>): Promise<number> {
  let lastOld = 0
  const ask = async () => {
    const begun = Date.now()
    const inEffect = await isInEffect()
    if (!inEffect) lastOld = begun
    return inEffect
  }
  await expect.poll(ask, { intervals: [10] }).toBe(true)
  const [row] = await sql<{ at: Date }[]>`select max(at) as at from audit_log`
  return Math.max(0, lastOld - Number(row?.at))
}

async function modelOf(url: string): Promise<string> {
  const { model } = await (await fetch(`${url}/api/health`)).json()
  return model
}
