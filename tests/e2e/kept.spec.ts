import type { Page } from "@playwright/test"
import { ONLY_LONG } from "@/tests/support/app/settings"
import { expectAccessible } from "@/tests/support/browser/axe"
import { expect, test } from "@/tests/support/browser/fixtures"
import { allowMissing } from "@/tests/support/browser/missing"
import {
  chatLinks,
  composer,
  converse,
  messages,
  open,
  openChatId,
  storedKeys,
} from "@/tests/support/browser/screen"
import { PLAIN_ANSWER } from "@/tests/support/provider/scenarios"

const QUESTION = "Which of the lamps may be moved to the window?"
const DAY = 86_400_000

test("A chat says when it will be deleted, beside what one can do about it", async ({ page }) => {
  await page.goto("/")
  await expect(page.getByText("Kept until")).toBeHidden()
  await converse(page, QUESTION)
  await expect(page.getByText(`Kept until ${dateOf(30 * DAY)}.`)).toBeVisible()
  await page.reload()
  await expect(page, "a browser remembers titles").toHaveTitle(/^Chat of \d+ \w+, [\d:]+( [ap]m)? · Alcove$/)
  await expect(page.getByText(`Kept until ${dateOf(30 * DAY)}.`)).toBeVisible()
  const line = page.getByText("Kept until").locator("..")
  await expect(line.getByRole("link", { name: "My data", exact: true })).toHaveAttribute("href", "/my-data")
  await expect(line.getByRole("link", { name: "Privacy", exact: true })).toHaveAttribute("href", "/privacy")
  await expectAccessible(page, "a chat")
  await page.getByRole("main").getByRole("link", { name: "My data" }).click()
  await expect(page).toHaveURL(/\/my-data$/)
})

test("A message moves the moment at which its chat will be deleted", ONLY_LONG, async ({ page, db }) => {
  await page.goto("/")
  await converse(page, QUESTION)
  await db`update sessions set last_active_at = now() - interval '29 days', expires_at = now() + interval '1 day'`
  await page.reload()
  await expect(page.getByText("Kept until tomorrow, ")).toBeVisible()
  await expect(messages(page, "Assistant")).toHaveCount(1)
  await converse(page, "And which of the chairs, please?")
  await expect(page.getByText(`Kept until ${dateOf(30 * DAY)}.`)).toBeVisible()
})

test(
  "A hint takes the place of the line that says until when a chat is kept, and nothing moves",
  ONLY_LONG,
  async ({ page }) => {
    await page.goto("/")
    await converse(page, QUESTION)
    await expect(page.getByText("Kept until")).toBeVisible()
    const before = await composer(page).boundingBox()
    await composer(page).fill(`${"ä€😀 ".repeat(3276)}123456789`)
    await expect(page.getByText("Too long by 1 byte")).toBeVisible()
    await expect(page.getByText("Kept until")).toBeHidden()
    await composer(page).fill("")
    await expect(page.getByText("Kept until")).toBeVisible()
    expect(await composer(page).boundingBox()).toEqual(before)
  },
)

test("When a chat's time has come its text leaves a page that is still open", async ({ page, db }) => {
  await page.clock.install()
  await page.goto("/")
  await converse(page, QUESTION)
  const chatId = await openChatId(page)
  await allowMissing(page)
  await expect(page.getByText("Kept until")).toBeVisible()
  await db`update sessions set expires_at = now()`
  await page.clock.fastForward(30 * DAY)
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible()
  await expect(page.locator("body")).not.toContainText(QUESTION)
  await expect(page.locator("body")).not.toContainText(PLAIN_ANSWER)
  expect(page.url()).toContain(chatId)
})

test(
  "When a chat's time has come it leaves the list beside a page that shows none",
  ONLY_LONG,
  async ({ page, db }) => {
    await page.clock.install()
    await page.goto("/")
    await converse(page, QUESTION)
    await open(page)
    await expect(chatLinks(page)).toHaveText([QUESTION])
    await db`update sessions set expires_at = now()`
    await page.clock.fastForward(30 * DAY)
    await expect(chatLinks(page)).toHaveCount(0)
    await expect(composer(page)).toBeVisible()
  },
)

test(
  "When a chat's time has come it leaves the list beside the privacy notice",
  ONLY_LONG,
  async ({ page, db }) => {
    await page.clock.install()
    await page.goto("/")
    await converse(page, QUESTION)
    await page.goto("/privacy", { waitUntil: "networkidle" })
    await expect(chatLinks(page)).toHaveText([QUESTION])
    await db`update sessions set expires_at = now()`
    await page.clock.fastForward(30 * DAY)
    await expect(chatLinks(page)).toHaveCount(0)
  },
)

test(
  "What was typed and not sent is kept for an hour, in this browser",
  ONLY_LONG,
  async ({ page, context }) => {
    await open(page)
    await composer(page).fill("Words nobody has sent")
    await page.reload()
    await expect(composer(page)).toHaveValue("Words nobody has sent")
    const later = await context.newPage()
    await later.clock.install({ time: Date.now() + 61 * 60_000 })
    await open(later)
    await expect(composer(later)).toHaveValue("")
    expect(await storedKeys(later)).toEqual([])
  },
)

test(
  "A clock that is a month ahead of the server's takes nothing away, and does not load the page over and over",
  ONLY_LONG,
  async ({ page }) => {
    await page.clock.install()
    await page.goto("/")
    await converse(page, QUESTION)
    const loaded = page.waitForEvent("load")
    await page.clock.fastForward(31 * DAY)
    await loaded
    await expect(messages(page, "You")).toContainText(QUESTION)
    const loads = countLoads(page)
    await page.clock.fastForward(DAY)
    await converse(page, "Is it still there?")
    await page.clock.fastForward(DAY)
    await expect(page.getByText("Kept until")).toBeVisible()
    expect(loads()).toBe(0)
  },
)

function countLoads(page: Page): () => number {
  let count = 0
  page.on("load", () => {
    count += 1
  })
  return () => count
}

/** As the visitor's browser writes it, so many milliseconds from now. */
function dateOf(later: number): string {
  const now = new Date()
  const date = new Date(now.getTime() + later)
  const year = date.getFullYear() === now.getFullYear() ? undefined : "numeric"
  return date.toLocaleDateString("en-GB", { day: "numeric", month: "long", year })
}
