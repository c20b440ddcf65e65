import { readFile } from "node:fs/promises"
import type { Locator, Page } from "@playwright/test"
import type postgres from "postgres"
import { converse as begin, followReply } from "@/tests/support/app/client"
import { ONLY_LONG } from "@/tests/support/app/settings"
import { expect, test } from "@/tests/support/browser/fixtures"
import { expectFine } from "@/tests/support/browser/looks"
import { button, converse } from "@/tests/support/browser/screen"
import { signIn } from "@/tests/support/browser/sign-in"
import { answer, refusal } from "@/tests/support/provider/scenarios"

test("What a visitor writes is counted on the operator's overview by itself", async ({ page, visitor }) => {
  await openOverview(page)
  await expect(page.getByText("Nothing was written in this time.")).toBeVisible()
  const first = page.getByRole("region", { name: "What to do first" })
  await expect(first.getByRole("listitem").filter({ hasText: "Connect a language model" })).toContainText(
    "Done",
  )
  await expect(first.getByRole("link", { name: "Test the model" })).toBeVisible()
  await expect(first).toContainText("Set OPERATOR_NAME and OPERATOR_CONTACT")
  await expect(page.getByText("none before")).toHaveCount(0)
  await expect(figure(page, "Messages")).toHaveText("0")
  const guest = await visitor()
  await guest.goto("/")
  await converse(guest, "Is the reading room open?")
  await passUpdate(page)
  await expect(figure(page, "Messages")).toHaveText("1")
  await expect(figure(page, "Visitors")).toHaveText("1")
  await expect(figure(page, "Answers")).toHaveText("1")
  await expect(first).toHaveCount(0)
  await expect(page.getByText("none before")).toHaveCount(0)
  await expect(page.getByText("95 of 100 within")).toHaveCount(0)
  await expect(chart(page, "How much is written?").locator(".recharts-surface")).toBeVisible()
  expect(await page.content()).not.toContain("reading room")
})

test("Every chart of the overview can be read as a table", ONLY_LONG, async ({ page, db }) => {
  await plant(db)
  await openOverview(page)
  const questions = page.getByRole("region", { name: "How it is used" }).getByRole("figure")
  await expect(questions).toHaveCount(11)
  for (const question of await questions.all()) {
    await expect(question.locator(".recharts-surface")).toBeVisible()
    await question.getByText("Show as a table").click()
    expect(await question.getByRole("row").count()).toBeGreaterThan(1)
  }
  const languages = chart(page, "In which languages?").getByRole("table")
  await expect(languages.getByRole("row", { name: "German" })).toContainText("70")
  await expect(languages.getByRole("row", { name: "English" })).toContainText("35")
  await expect(chart(page, "Why did answers fail?").getByRole("row", { name: "Too slow" })).toContainText("7")
})

test(
  "The overview's range is chosen by name or by its days, stands in the address, and survives a reload",
  ONLY_LONG,
  async ({ page, db }) => {
    await plant(db)
    await openOverview(page)
    await expect(figure(page, "Messages")).toHaveText("105")
    await page.getByRole("link", { name: "30 days" }).click()
    await expect(page).toHaveURL(/range=30d/)
    await expect(figure(page, "Messages")).toHaveText("450")
    await expect(page.getByRole("link", { name: "30 days" })).toBeFocused()
    await expect(page.getByText("compared with the 30 days before")).toBeVisible()
    await button(page, "Other days").click()
    const [day] = await db<{ day: string }[]>`select ((now() at time zone 'UTC')::date - 1)::text as day`
    await page.getByLabel("From", { exact: true }).fill(day?.day ?? "")
    await page.getByLabel("To", { exact: true }).fill(day?.day ?? "")
    await button(page, "Show").click()
    await expect(page).toHaveURL(new RegExp(`from=${day?.day}&to=${day?.day}`))
    await expect(figure(page, "Messages")).toHaveText("15")
    await expect(button(page, "Show")).toBeFocused()
    const [earlier] = await db<{ day: string }[]>`select ((now() at time zone 'UTC')::date - 2)::text as day`
    await page.getByLabel("From", { exact: true }).fill(earlier?.day ?? "")
    await page.getByLabel("From", { exact: true }).press("Enter")
    await expect(figure(page, "Messages")).toHaveText("30")
    await expect(page.getByLabel("From", { exact: true })).toBeFocused()
    await page.goBack()
    await expect(figure(page, "Messages")).toHaveText("15")
    await expect(page.getByLabel("From", { exact: true })).toHaveValue(day?.day ?? "")
    await page.reload()
    await expect(figure(page, "Messages")).toHaveText("15")
    await expect(page.getByText("compared with the day before")).toBeVisible()
  },
)

test("Over more than a year, days with the same name are told apart", ONLY_LONG, async ({ page, db }) => {
  await plant(db)
  await openOverview(page)
  const [days] = await db<{ from: string; to: string }[]>`
    select ((now() at time zone 'UTC')::date - 380)::text as from, ((now() at time zone 'UTC')::date)::text as to`
  await page.goto(`/admin?from=${days?.from}&to=${days?.to}`)
  await expect(figure(page, "Messages")).toHaveText("900")
  const writing = chart(page, "How much is written?")
  await expect(writing.locator(".recharts-bar-rectangle path")).toHaveCount(60)
  await writing.getByText("Show as a table").click()
  await expect(writing.getByRole("row")).toHaveCount(382)
})

test(
  "A range of the overview that makes no sense is told, and the usual one shown",
  ONLY_LONG,
  async ({ page }) => {
    await openOverview(page, "/admin?from=2026-03-02&to=2026-03-01")
    await expect(
      page.getByRole("alert").filter({ hasText: "The first day is after the last one." }),
    ).toBeVisible()
    await expect(page.getByText("Nothing was counted in the 7 days before.")).toBeVisible()
    await expect(page.getByLabel("From", { exact: true })).toHaveValue("2026-03-02")
    await expect(page.getByLabel("To", { exact: true })).toHaveValue("2026-03-01")
  },
)

test("The overview's figures can be downloaded as files", ONLY_LONG, async ({ page, db }) => {
  await plant(db)
  await openOverview(page)
  const csv = await saved(page, page.getByRole("link", { name: "CSV, a row a day" }))
  expect(csv.name).toMatch(/^days-\d{4}-\d\d-\d\d-to-\d{4}-\d\d-\d\d\.csv$/)
  expect(csv.text.trim().split("\r\n")).toHaveLength(8)
  await page.getByRole("link", { name: "24 hours" }).click()
  const hours = await saved(page, page.getByRole("link", { name: "CSV, a row an hour" }))
  expect(hours.text.trim().split("\r\n")).toHaveLength(25)
  await page.goBack()
  await expect(page.getByRole("link", { name: "CSV, a row a day" })).toBeVisible()
  const json = await saved(page, page.getByRole("link", { name: "JSON, everything" }))
  expect(JSON.parse(json.text)).toMatchObject({ totals: { messages: 105 }, days: { length: 7 } })
  const languages = chart(page, "In which languages?")
  await languages.getByText("Show as a table").click()
  const named = await saved(page, languages.getByRole("link", { name: "Download all as CSV" }))
  expect(named.text).toBe("label,value\r\nde,70\r\nen,35\r\n")
})

test(
  "What has expired is counted, then cleaned up, and the receipt says so",
  ONLY_LONG,
  async ({ page, db }) => {
    await openOverview(page)
    await db`
    insert into sessions (id, token_hash, expires_at) select gen_random_uuid(), '', now() - interval '2 days'
    from generate_series(1, 3)`
    await page.reload()
    await expect(page.getByText(/^3 visitors’ chats are over and still stored/).first()).toBeVisible()
    await expect(page.getByText("Please look")).toBeVisible()
    await expectFine(page, "dashboard-overdue")
    await button(page, "Count what is over").click()
    await expect(
      page.getByText(
        "A cleanup would delete everything of 3 visitors, 0 chats and 0 messages. Nothing was changed.",
      ),
    ).toBeVisible()
    expect(await db`select from sessions`).toHaveLength(3)
    await button(page, "Clean up now").click()
    const dialog = page.getByRole("alertdialog", { name: "Clean up now?" })
    await button(dialog, "Clean up").click()
    await expect(
      page.getByText(/^Cleaned up: everything of 3 visitors, 0 chats and 0 messages deleted in 1 step/),
    ).toBeVisible()
    expect(await db`select from sessions`).toHaveLength(0)
    await expect(page.getByText("Nothing that is over is still stored.")).toBeVisible()
    await expect(page.getByText("Please look")).toHaveCount(0)
  },
)

test(
  "An outage stands at the top of the page as soon as it begins, and is gone when an answer arrives",
  ONLY_LONG,
  async ({ page, provider }) => {
    for (let time = 0; time < 4; time++) await followReply(await begin("Is anybody there?"))
    await openOverview(page)
    await expect(page.getByText("Nothing needs your attention.")).toBeVisible()
    await provider.play(refusal(401))
    for (let time = 0; time < 3; time++) await followReply(await begin("And now?"))
    await passUpdate(page)
    const outage = page.getByText(
      /^Answers fail\. .* The last 3 answers all failed, .* look at OPENAI_API_KEY/,
    )
    await expect(outage).toBeVisible()
    await expect(page.getByText("Please look")).toBeVisible()
    await expect(page.getByText("Nothing needs your attention.")).toHaveCount(0)
    await provider.play(answer("Here I am."))
    await followReply(await begin("Back again?"))
    await passUpdate(page)
    await expect(
      page.getByText(/^Not every answer arrives\. .* 5 of the last 8 answers arrived/),
    ).toBeVisible()
    await expect(page.getByText("Please look")).toHaveCount(0)
  },
)

test(
  "While the newest figures cannot be had the last ones stay; an operator who is signed out signs in again",
  ONLY_LONG,
  async ({ page, db }) => {
    await plant(db)
    await openOverview(page)
    let broken = true
    await page.route("/api/admin/stats*", (route) =>
      broken ? route.fulfill({ status: 200, body: "half an ans" }) : route.continue(),
    )
    await passUpdate(page)
    await expect(page.getByText("The newest figures could not be had")).toBeVisible()
    await expect(page.getByText("Nothing needs your attention.")).toHaveCount(0)
    await expect(figure(page, "Messages")).toHaveText("105")
    broken = false
    await passUpdate(page)
    await expect(page.getByText("The newest figures could not be had")).toHaveCount(0)
    await db`truncate admin_sessions`
    await page.reload()
    await expect(button(page, "Sign in")).toBeVisible()
  },
)

test("No rule of accessibility is broken: the overview, empty and full", ONLY_LONG, async ({ page, db }) => {
  await openOverview(page)
  await expect(page.getByText("Nothing was written in this time.")).toBeVisible()
  await expectFine(page, "dashboard-empty")
  await plant(db)
  await page.goto("/admin?range=30d")
  await expect(page.locator(".recharts-surface").last()).toBeVisible()
  await page.getByText("Show as a table").last().click()
  await button(page, "Other days").click()
  await expectFine(page, "dashboard")
})

/** Signs in, and waits until the page keeps itself up to date. */
async function openOverview(page: Page, address?: string) {
  await page.clock.install()
  await signIn(page, address)
  await expect(page.getByText(/^Updated \d\d:\d\d \(UTC\)\./)).toBeVisible()
}

/** Lets the page believe that it is time for newer figures. */
function passUpdate(page: Page) {
  return page.clock.fastForward("00:20")
}

/** On each of the last 60 days the same: 10 messages in German, 5 in English, one failed answer. */
function plant(db: postgres.Sql) {
  return db`
    insert into usage
    select (((now() at time zone 'UTC')::date - day)::timestamp) at time zone 'UTC', metric, label, 0, value
    from generate_series(0, 59) day, (values
      ('messages', 'de', 10), ('messages', 'en', 5), ('sessions', '', 4),
      ('chats', '', 6), ('replies', 'complete', 14), ('replies', 'failed', 1),
      ('failures', 'timed_out', 1), ('models', 'scripted', 15), ('input_tokens', '', 9000),
      ('output_tokens', '', 3000), ('first_token_ms', '750', 12), ('first_token_ms', '2000', 2),
      ('reply_ms', '5000', 14), ('sourced_replies', '', 20), ('unanswered', 'evidence', 2), ('cited_documents', 'gone', 5), ('ratings', 'good', 3), ('ratings', 'poor', 1)
    ) as counted (metric, label, value)`
}

function figure(page: Page, name: string): Locator {
  return page
    .getByRole("term")
    .filter({ hasText: new RegExp(`^${name}$`) })
    .locator("xpath=following-sibling::dd[1]")
}

function chart(page: Page, question: string): Locator {
  return page.getByRole("figure", { name: question })
}

async function saved(page: Page, link: Locator): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()])
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") }
}
