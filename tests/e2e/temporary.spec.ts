import type { Page } from "@playwright/test"
import { ONLY_LONG } from "@/tests/support/app/settings"
import { captureAction } from "@/tests/support/browser/actions"
import { expectAccessible } from "@/tests/support/browser/axe"
import { expect, test } from "@/tests/support/browser/fixtures"
import { allowMissing } from "@/tests/support/browser/missing"
import {
  button,
  chatLinks,
  composer,
  converse,
  expectFinished,
  lastReply,
  messages,
  openChatId,
  send,
} from "@/tests/support/browser/screen"

const QUESTION = "May I bring my dog to the reading room?"

test("A temporary chat is never listed, says when it ends, and is there as long as it lives", async ({
  page,
  db,
}) => {
  await page.goto("/")
  await expect(temporary(page)).not.toBeChecked()
  await expect(temporary(page)).toHaveAccessibleDescription(
    "Not in your list. Deleted 1 hour after its last message.",
  )
  await temporary(page).check()
  await expectAccessible(page, "a new chat")
  await converse(page, QUESTION)
  await expect(page.getByText(/Temporary chat\. Kept until (tomorrow, )?\d\d:\d\d\./)).toBeVisible()
  await expect(temporary(page)).toHaveCount(0)
  await expectAccessible(page, "a temporary chat")
  const chatId = await openChatId(page)
  expect(await db`select temporary from chats where id = ${chatId}`).toEqual([{ temporary: true }])

  await page.reload()
  await expect(messages(page, "You")).toContainText(QUESTION)
  await expect(page.getByText("Temporary chat. Kept until")).toBeVisible()
  await expect(page).toHaveTitle(/^Temporary chat/)
  await converse(page, "And a very small one?")
  await expect(chatLinks(page)).toHaveCount(0)

  await page.getByRole("link", { name: "New chat" }).click()
  await expect(temporary(page)).not.toBeChecked()
  await expect(chatLinks(page)).toHaveCount(0)
  await page.reload()
  await expect(page.locator(`a[href*="${chatId}"]`)).toHaveCount(0)
})

test("A temporary chat can be deleted before its time", ONLY_LONG, async ({ page, db }) => {
  await page.goto("/")
  await temporary(page).check()
  await converse(page, QUESTION)
  await button(page, "Delete now").click()
  const dialog = page.getByRole("alertdialog")
  await expect(dialog).toContainText(QUESTION)
  await button(dialog, "Cancel").click()
  await expect(button(page, "Delete now")).toBeFocused()
  await button(page, "Delete now").press("Enter")
  await expectAccessible(page, "the question before deleting")
  await button(dialog, "Delete").click()
  await expect(page).toHaveURL(/\/$/)
  await expect(temporary(page)).toBeVisible()
  expect(await db`select from chats`).toHaveLength(0)
})

test(
  "A chat begun with the temporary switch off is listed and kept as long as all the others",
  ONLY_LONG,
  async ({ page, db }) => {
    await page.goto("/")
    await temporary(page).check()
    await temporary(page).uncheck()
    await converse(page, QUESTION)
    await expect(chatLinks(page)).toHaveText([QUESTION])
    await expect(page.getByText("Temporary chat")).toHaveCount(0)
    await expect(button(page, "Delete now")).toHaveCount(0)
    expect(await db`select temporary from chats`).toEqual([{ temporary: false }])
  },
)

test(
  "Every message and every repeated answer of a temporary chat tells the server that it is one",
  ONLY_LONG,
  async ({ page }) => {
    await page.goto("/")
    await temporary(page).check()
    const first = await captureAction(page, () => send(page, QUESTION))
    expect(first.input).toMatchObject({ text: QUESTION, temporary: true })
    await expectFinished(page)
    const second = await captureAction(page, () => send(page, "And a very small one?"))
    expect(second.input).toMatchObject({ temporary: true })
    await expectFinished(page)
    await page.reload()
    const again = await captureAction(page, () => button(lastReply(page), "Retry").click())
    expect(again.input).toMatchObject({ temporary: true })
    await expectFinished(page)
  },
)

test(
  "No message of an ordinary chat tells the server that it is a temporary one",
  ONLY_LONG,
  async ({ page }) => {
    await page.goto("/")
    const first = await captureAction(page, () => send(page, QUESTION))
    expect(first.input).not.toHaveProperty("temporary")
    await expectFinished(page)
  },
)

test("When a temporary chat has ended it is not found, and a page still open says so and keeps what was typed", async ({
  page,
  db,
}) => {
  await page.goto("/")
  await temporary(page).check()
  await converse(page, QUESTION)
  await db`update chats set updated_at = now() - interval '2 hours'`
  await send(page, "And a very small one?")
  await expect(page.getByText(/no longer|not there any more/)).toBeVisible()
  await expect(composer(page)).toHaveValue("And a very small one?")
  await allowMissing(page)
  await page.reload()
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible()
})

test(
  "When the hour of a temporary chat has passed its text leaves a page that is still open",
  ONLY_LONG,
  async ({ page, db }) => {
    await page.clock.install()
    await page.goto("/")
    await temporary(page).check()
    await converse(page, QUESTION)
    await expect(page.getByText("Temporary chat. Kept until")).toBeVisible()
    await db`update chats set updated_at = now() - interval '1 hour'`
    await allowMissing(page)
    await page.clock.fastForward(3_600_000)
    await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible()
    await expect(page.locator("body")).not.toContainText(QUESTION)
  },
)

test("The browser keeps nothing of what is typed in a temporary chat", async ({ page }) => {
  await page.goto("/")
  await composer(page).fill(QUESTION)
  await expect.poll(() => stored(page)).toContain(QUESTION)
  await temporary(page).check()
  await expect.poll(() => stored(page)).not.toContain(QUESTION)
  await button(page, "Send").click()
  await expectFinished(page)
  await composer(page).fill("And a very small one?")
  await expect(composer(page)).toHaveValue("And a very small one?")
  expect(await stored(page)).not.toMatch(/dog|small/)
})

test("A chat is made a temporary one with the keyboard alone", ONLY_LONG, async ({ page }) => {
  await page.goto("/")
  await temporary(page).focus()
  await page.keyboard.press("Space")
  await expect(temporary(page)).toBeChecked()
  await page.keyboard.press("Space")
  await expect(temporary(page)).not.toBeChecked()
})

function temporary(page: Page) {
  return page.getByRole("switch", { name: "Temporary chat", exact: true })
}

function stored(page: Page): Promise<string> {
  return page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))
}
