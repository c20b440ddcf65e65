import type { Page } from "@playwright/test"
import type postgres from "postgres"
import { action, answerTo } from "@/tests/support/app/client"
import { ONLY_LONG } from "@/tests/support/app/settings"
import { expectAccessible } from "@/tests/support/browser/axe"
import { expect, test } from "@/tests/support/browser/fixtures"
import { expectFine } from "@/tests/support/browser/looks"
import { button, converse } from "@/tests/support/browser/screen"
import {
  clearSettings,
  field,
  form,
  openSettings,
  PAUSED,
  pauseAnswering,
  pausedNotice,
  save,
} from "@/tests/support/browser/settings-page"
import { refusal } from "@/tests/support/provider/scenarios"

const WELCOME = "Ask a question. You can come back to the answer later."

test.afterEach(({ db, request }) => clearSettings(db, request))

test("What the operator sets is what the next answer is asked with, without a restart", async ({
  page,
  visitor,
  provider,
}) => {
  await openSettings(page)
  const reader = await visitor()
  await reader.goto("/")
  await converse(reader, "Before?")
  await save(page, "System prompt", "You are the map room.\nBe brief.")
  await save(page, "Model", "another-model")
  await save(page, "Temperature", "0,7")
  await converse(reader, "After?")
  const [before, after] = await asked(provider)
  expect(before).toMatchObject({ model: "scripted", temperature: undefined })
  expect(before?.system).toContain("helpful assistant")
  expect(after).toEqual({
    model: "another-model",
    temperature: 0.7,
    system: "You are the map room.\nBe brief.",
  })
  await expectSource(
    page,
    "Model",
    /^Set here on \d+ \w+ 20\d\d, \d\d:\d\d\. The default from the environment \(CHAT_MODEL\) is: scripted$/,
  )

  for (const name of ["System prompt", "Model", "Temperature"]) await back(page, name)
  await converse(reader, "And back?")
  expect((await asked(provider)).at(-1)).toEqual(before)
  await expectSource(page, "Model", "The default from the environment (CHAT_MODEL).")
  await expect(field(page, "Model")).toHaveValue("scripted")
})

test("An earlier system prompt is one click away", ONLY_LONG, async ({ page, visitor, provider }) => {
  await openSettings(page)
  await save(page, "System prompt", "The first text.")
  await save(page, "System prompt", "The second text.")
  const earlier = page.getByRole("listitem").filter({ hasText: "The first text." })
  await expect(page.getByRole("listitem").filter({ hasText: "The second text." })).toBeHidden()
  await button(earlier, "Use this one").click()
  await expect(field(page, "System prompt")).toHaveValue("The first text.")
  await expect(page.getByRole("listitem").filter({ hasText: "The second text." })).toBeVisible()
  const reader = await visitor()
  await reader.goto("/")
  await converse(reader, "Which one?")
  expect((await asked(provider)).at(-1)?.system).toBe("The first text.")
})

test(
  "The first page greets with the operator's words and questions",
  ONLY_LONG,
  async ({ page, visitor }) => {
    await openSettings(page)
    const reader = await visitor()
    await reader.goto("/")
    await expect(reader.getByRole("heading", { name: WELCOME })).toBeVisible()
    await save(page, "Welcome message", "Welcome to the library.")
    await save(page, "Starter questions", "Where are the maps?\n\nMay I bring my dog?")
    await reader.goto("/")
    await expect(reader.getByRole("heading", { name: "Welcome to the library." })).toBeVisible()
    const questions = reader.getByRole("main").getByRole("listitem")
    await expect(questions).toHaveText(["Where are the maps?", "May I bring my dog?"])
    await save(page, "Starter questions", "")
    await reader.goto("/")
    await expect(reader.getByRole("heading", { name: "Welcome to the library." })).toBeVisible()
    await expect(questions).toHaveCount(0)
  },
)

test("A setting that cannot be saved says why, what was typed stays, and nothing changes", async ({
  page,
  db,
}) => {
  await openSettings(page)
  await field(page, "Temperature").fill("hot")
  await button(form(page, "Temperature"), "Save").click()
  await expect(form(page, "Temperature").getByRole("alert")).toHaveText(
    "The temperature is a number from 0 to 2, or left to the provider.",
  )
  await expect(field(page, "Temperature")).toHaveValue("hot")
  await expect(field(page, "Temperature")).toHaveAttribute("aria-invalid", "true")
  await field(page, "System prompt").fill("word ".repeat(4_100))
  await button(form(page, "System prompt"), "Save").click()
  await expect(form(page, "System prompt").getByRole("alert")).toContainText(
    "more than half of CONTEXT_TOKENS (8000)",
  )
  expect(await changes(db)).toEqual({ settings: 0, audit_log: 0 })
})

test(
  "A model is tested as it stands in the fields, and one that does not answer is saved only anyway",
  ONLY_LONG,
  async ({ page, provider }) => {
    await openSettings(page)
    const model = form(page, "Model")
    await field(page, "Model").fill("large")
    await field(page, "Temperature").fill("0,2")
    await button(model, "Test").click()
    await expect(model.getByText(/^It works: large answered in [\d,]+ ms\.$/)).toBeVisible()
    expect((await provider.requests())[0]?.body).toMatchObject({ model: "large", temperature: 0.2 })

    await provider.play(refusal(401))
    await field(page, "Model").fill("larger")
    await expect(model.getByText("It works")).toHaveCount(0)
    await button(model, "Test").click()
    await expect(model.getByText("The provider refuses the key: look at OPENAI_API_KEY.")).toBeVisible()
    await button(model, "Save").click()
    await expect(model.getByRole("alert")).toContainText("Nothing was saved.")
    await page.setViewportSize({ width: 360, height: 740 })
    await expectAccessible(page, "a model that does not answer")
    await field(page, "Model").fill("largest")
    await expect(button(model, "Save anyway")).toHaveCount(0)
    await field(page, "Model").fill("larger")
    await button(model, "Save anyway").click()
    await expect(model.getByRole("status")).toHaveText("Saved. In effect within a second.")
    await expect(field(page, "Model")).toHaveValue("larger")
  },
)

test("Only an operator who is signed in changes a setting", async ({ page, visitor, db }) => {
  const reader = await visitor()
  await reader.goto("/")
  await converse(reader, "Am I the operator?")
  const [cookie] = await reader.context().cookies()
  const pausing = action("saveSetting", { name: "paused", value: PAUSED })
  for (const who of ["", `${cookie?.name}=${cookie?.value}`, `alcove-admin=${cookie?.value}`]) {
    expect((await answerTo(pausing, who)).body).toContain('"code":"signed_out"')
  }
  await openSettings(page)
  const foreign = { ...pausing, headers: { ...pausing.headers, "sec-fetch-site": "cross-site" } }
  const [admin] = await page.context().cookies()
  const theirs = `${admin?.name}=${admin?.value}`
  expect((await answerTo(foreign, theirs)).body).toContain('"code":"invalid"')
  expect(await changes(db)).toEqual({ settings: 0, audit_log: 0 })
  // The same request is taken from the operator.
  expect((await answerTo(pausing, theirs)).body).toContain('"ok":true')
  expect(await changes(db)).toEqual({ settings: 1, audit_log: 1 })
})

test("No rule of accessibility is broken: the settings", ONLY_LONG, async ({ page, visitor }) => {
  await openSettings(page)
  await save(page, "System prompt", "An earlier text.\n".repeat(12))
  await save(page, "System prompt", "The text that holds.")
  await field(page, "Temperature").fill("hot")
  await button(form(page, "Temperature"), "Save").click()
  await pauseAnswering(page)
  const reader = await visitor()
  await reader.goto("/")
  await expect(pausedNotice(reader)).toHaveText(PAUSED)
  await expectFine(page, "settings")
  await expectFine(reader, "first-page-paused")
})

async function back(page: Page, name: string): Promise<void> {
  await button(form(page, name), "Back to the default").click()
  await expect(button(form(page, name), "Back to the default")).toBeHidden()
}

async function expectSource(page: Page, name: string, sentence: string | RegExp): Promise<void> {
  await expect(form(page, name).getByText(sentence)).toBeVisible()
}

type Provider = { requests: () => Promise<{ body: Asked }[]> }
type Asked = { model: string; temperature?: number; messages: { role: string; content: unknown }[] }

/** What visitors asked; a model that is tried is asked something else. */
async function asked(provider: Provider) {
  const requests = (await provider.requests()).filter(
    ({ body }) => body.messages.at(-1)?.content !== "Are you there?",
  )
  return requests.map(({ body: { model, temperature, messages } }) => ({
    model,
    temperature,
    system: String(messages.find(({ role }) => role === "system")?.content),
  }))
}

async function changes(db: postgres.Sql) {
  const [row] = await db`
    select (select count(*)::int from settings) as settings,
      (select count(*)::int from audit_log where action = 'setting_changed') as audit_log`
  return row
}
