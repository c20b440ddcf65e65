import type { Locator, Page } from "@playwright/test"
import { ONLY_LONG } from "@/tests/support/app/settings"
import { expectAccessible } from "@/tests/support/browser/axe"
import { expect, test } from "@/tests/support/browser/fixtures"
import { isWrite, refuse } from "@/tests/support/browser/outage"
import {
  button,
  chatLinks,
  composer,
  converse,
  expectFinished,
  messages,
  open,
  openChatId,
  send,
} from "@/tests/support/browser/screen"
import { answer, slowAnswer } from "@/tests/support/provider/scenarios"

const asked = (page: Page, text: string) => messages(page, "You").filter({ hasText: text })
const dialog = (page: Page) => page.getByRole("alertdialog", { name: "Remove this question?" })

test("A question is removed with its answer, after one was asked: from this page, another tab, a reload and the list", async ({
  page,
  context,
  provider,
}) => {
  await open(page)
  await provider.play(answer("A canary eats seeds."))
  await converse(page, "What does my canary eat?")
  await provider.reset()
  await converse(page, "Where are the maps?")
  await converse(page, "And the globes?")
  const other = await context.newPage()
  await open(other, `/chat/${await openChatId(page)}`)
  await expect(messages(other, "You")).toHaveCount(3)

  await remove(page, "canary")
  await expect(dialog(page)).toContainText("What follows here stays.")
  await button(dialog(page), "Cancel").click()
  await expect(button(asked(page, "canary"), "Remove")).toBeFocused()
  await expect(messages(page, "You")).toHaveCount(3)

  await remove(page, "canary")
  await button(dialog(page), "Remove").click()
  await expect(dialog(page)).toBeHidden()
  await expect(composer(page)).toBeFocused()
  await expect(page.getByRole("status").filter({ hasText: "Question removed." })).toBeAttached()
  for (const tab of [page, other]) {
    await expect(messages(tab, "You")).toHaveText([/maps/, /globes/])
    await expect(messages(tab, "Assistant")).toHaveCount(2)
    await expect(tab.getByText("canary")).toHaveCount(0)
    await expect(chatLinks(tab)).toHaveText([/Where are the maps/])
  }
  await page.reload()
  await expect(messages(page, "You")).toHaveText([/maps/, /globes/])

  await converse(page, "And the atlases?")
  await expect(messages(other, "You")).toHaveText([/maps/, /globes/, /atlases/])
  const { body } = (await provider.requests()).at(-1) ?? {}
  expect(JSON.stringify(body)).toContain("globes")
  expect(JSON.stringify(body)).not.toContain("canary")
})

test("The only question takes its chat with it, with the keyboard alone", async ({ page }) => {
  await open(page)
  await converse(page, "Is it open?")
  const path = new URL(page.url()).pathname
  await button(asked(page, "open"), "Remove").focus()
  await page.keyboard.press("Enter")
  await expect(dialog(page)).toContainText("the chat will be gone with it")
  await expect(button(dialog(page), "Cancel")).toBeFocused()
  await page.keyboard.press("Escape")
  await expect(dialog(page)).toBeHidden()
  await page.keyboard.press("Enter")
  await expect(dialog(page)).toBeVisible()
  await expect(button(dialog(page), "Cancel")).toBeFocused()
  await page.keyboard.press("Tab")
  await expect(button(dialog(page), "Remove")).toBeFocused()
  await page.keyboard.press("Enter")
  await expect(page).toHaveURL(/\/$/)
  await expect(chatLinks(page)).toHaveCount(0)
  expect((await page.request.get(path)).status()).toBe(404)
})

test("A page that was not told sees it when it comes to the front, and keeps new words for what was removed", async ({
  page,
  browser,
  context,
  watch,
}) => {
  await open(page)
  await converse(page, "Is it open?")
  await converse(page, "And on Sundays?")
  const elsewhere = await browser.newContext({ storageState: await context.storageState() })
  watch(elsewhere)
  const stale = await elsewhere.newPage()
  await open(stale, `/chat/${await openChatId(page)}`)
  await button(asked(stale, "Is it open?"), "Edit").click()
  await stale.getByRole("textbox", { name: "Your question" }).fill("Is it open now?")
  await remove(page, "Is it open?")
  await button(dialog(page), "Remove").click()
  await expect(messages(page, "You")).toHaveText([/Sundays/])
  await button(stale, "Save").click()
  await expect(messages(stale, "You")).toHaveText([/Sundays/])
  await expect(composer(stale)).toHaveValue("Is it open now?")
  await converse(page, "And today?")
  await remove(page, "And on Sundays?")
  await button(dialog(page), "Remove").click()
  // It comes to the front again.
  await expect(async () => {
    await stale.evaluate(() => document.dispatchEvent(new Event("visibilitychange")))
    await expect(messages(stale, "You")).toHaveText([/today/], { timeout: 500 })
  }).toPass()
  await elsewhere.close()
})

test("What was not sent yet goes first, and a draft goes along where the chat is gone", async ({
  unwatched,
}) => {
  const page = await unwatched()
  await open(page)
  await converse(page, "Is it open?")
  const mend = await refuse(page, "**/*", isWrite)
  await send(page, "And on Sundays?")
  await expect(page.getByText("Not sent yet")).toBeVisible()
  await remove(page, "Is it open?")
  await button(dialog(page), "Remove").click()
  await expect(page.getByText("Your last message has not been sent yet.")).toBeVisible()
  await expect(messages(page, "You")).toHaveText([/open/, /Sundays/])
  await button(page, "Take back").click()
  mend()
  await expect(composer(page)).toHaveValue("And on Sundays?")
  await remove(page, "Is it open?")
  await button(dialog(page), "Remove").click()
  await expect(page).toHaveURL(/\/$/)
  await expect(composer(page)).toHaveValue("And on Sundays?")
})

test("What was found, and a page one goes back to, are without what was removed", async ({ unwatched }) => {
  const page = await unwatched()
  await open(page)
  await converse(page, "What does my canary eat?")
  await converse(page, "Where are the maps?")
  await page.reload()
  await expect(messages(page, "You")).toHaveCount(2)
  await page.getByRole("searchbox", { name: "Search chats" }).fill("canary")
  await expect(page.getByRole("complementary").getByText("canary").first()).toBeVisible()
  await remove(page, "canary")
  await button(dialog(page), "Remove").click()
  await expect(page.getByRole("complementary").getByText("canary")).toHaveCount(0)
  await page.getByRole("link", { name: "New chat" }).first().click()
  await expect(page).toHaveURL(/\/$/)
  await page.context().setOffline(true)
  await page.goBack()
  await expect(messages(page, "You")).toHaveText([/maps/])
})

test(
  "A temporary chat that is opened again is called by the removed words nowhere",
  ONLY_LONG,
  async ({ page }) => {
    await page.goto("/")
    await page.getByRole("switch", { name: "Temporary chat" }).check()
    await converse(page, "What does my canary eat?")
    await converse(page, "Where are the maps?")
    await page.reload()
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/canary/)
    await remove(page, "canary")
    await button(dialog(page), "Remove").click()
    await expect(messages(page, "You")).toHaveCount(1)
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/maps/)
    await button(page, "Delete now").click()
    await expect(page.getByRole("alertdialog")).toContainText("Where are the maps?")
    await expect(page.getByText("canary")).toHaveCount(0)
  },
)

test("Nothing is removed while an answer is being written", async ({ page, provider }) => {
  await open(page)
  await converse(page, "Is it open?")
  await provider.play(slowAnswer("one two three four", 100))
  await send(page, "And on Sundays?")
  await expect(button(page, "Stop")).toBeVisible()
  await expect(button(asked(page, "open"), "Remove")).toBeDisabled()
  await expectFinished(page)
  await expect(button(asked(page, "open"), "Remove")).toBeEnabled()
})

test(
  "One of the oldest questions of a long chat is removed where one reads, in another tab as well",
  ONLY_LONG,
  async ({ page, context }) => {
    await open(page)
    for (let number = 1; number <= 26; number++) await converse(page, `Question number ${number}?`)
    const other = await context.newPage()
    for (const tab of [page, other]) {
      await open(tab, new URL(page.url()).pathname)
      await expect(async () => {
        await tab.mouse.wheel(0, -2000)
        await expect(asked(tab, "number 1?")).toHaveCount(1, { timeout: 200 })
      }).toPass()
    }
    const newest = await context.newPage()
    await open(newest, new URL(page.url()).pathname)
    await expect(button(newest, "Show earlier messages")).toBeAttached()
    await remove(page, "number 1?")
    await button(dialog(page), "Remove").click()
    // What is there now are the newest fifty.
    await expect(button(newest, "Show earlier messages")).toHaveCount(0)
    await remove(page, "number 2?")
    await button(dialog(page), "Remove").click()
    for (const tab of [page, other, newest]) {
      await expect(asked(tab, "number 2?")).toHaveCount(0)
      await expect(messages(tab, "You")).toHaveCount(24)
      await expect(messages(tab, "Assistant")).toHaveCount(24)
    }
  },
)

test(
  "What is asked before a question is removed fits a telephone, light and dark",
  ONLY_LONG,
  async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 640 })
    await open(page)
    await converse(page, "Is it open?")
    await converse(page, "And on Sundays?")
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: `test-results/screenshots/removable-${colorScheme}.png` })
      await remove(page, "open")
      await expectAccessible(page, `removing a question, ${colorScheme}`)
      await page.screenshot({ path: `test-results/screenshots/removal-${colorScheme}.png` })
      await page.keyboard.press("Escape")
    }
  },
)

async function remove(page: Page, text: string): Promise<void> {
  const question: Locator = asked(page, text)
  await question.hover()
  await button(question, "Remove").click()
  await expect(dialog(page)).toBeVisible()
}
