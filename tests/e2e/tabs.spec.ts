import type { Locator, Page } from "@playwright/test"
import { ONLY_LONG } from "@/tests/support/app/settings"
import { expect, test } from "../support/browser/fixtures"
import {
  button,
  chatLinks,
  chooseOption,
  composer,
  converse,
  expectFinished,
  messages,
  open,
  openChatId,
  rename,
  send,
} from "../support/browser/screen"
import { answer } from "../support/provider/scenarios"

test("What is asked, renamed or deleted in one tab is so in the other, and nothing begins again", async ({
  page,
  context,
}) => {
  await open(page)
  await converse(page, "What is on the first shelf?")
  const chatId = await openChatId(page)
  const other = await context.newPage()
  await open(other, `/chat/${chatId}`)
  await converse(page, "And on the second one?")
  await expect(messages(other, "You")).toHaveCount(2)
  await expect(messages(other, "Assistant")).toHaveCount(2)
  await converse(other, "And on the third one?")
  await expect(messages(page, "You")).toHaveText([/first/, /second/, /third/])
  await rename(page, "All about shelves")
  await expect(chatLinks(other)).toHaveText(["All about shelves"])

  await composer(other).fill("And on the fourth one?")
  await chooseOption(page, "Delete")
  await button(page.getByRole("alertdialog"), "Delete").click()
  await expect(notice(other)).toContainText("This chat is not there any more")
  await expect(messages(other, "You")).toHaveCount(0)
  await expect(chatLinks(other)).toHaveCount(0)
  await composer(other).press("Enter")
  await expect(other.getByText("Start a new one to send this")).toBeVisible()
  await expect(composer(other)).toHaveValue("And on the fourth one?")
  await other.getByRole("link", { name: "Start a new chat" }).click()
  await expect(other).toHaveURL(/\/$/)
  await expect(composer(other)).toHaveValue("And on the fourth one?")
})

test("A tab that is out of date takes nothing away: it shows what is there and keeps the words", async ({
  page,
  browser,
  context,
  watch,
  db,
}) => {
  await open(page)
  await converse(page, "Q1")
  const chatId = await openChatId(page)
  // The same visitor where no tab can be told: another window of the same cookie.
  const elsewhere = await browser.newContext({ storageState: await context.storageState() })
  watch(elsewhere)
  const stale = await elsewhere.newPage()
  await open(stale, `/chat/${chatId}`)
  await converse(page, "Q2")
  await converse(page, "Q3")

  await button(messages(stale, "You").first(), "Edit").click()
  await stale.getByRole("textbox", { name: "Your question" }).fill("Q1, in other words")
  await button(stale, "Save").click()
  await expect(notice(stale)).toContainText("went on in another tab")
  await expect(messages(stale, "Assistant")).toHaveCount(3)
  await expect(stale.getByRole("textbox", { name: "Your question" })).toHaveValue("Q1, in other words")
  await button(stale, "Cancel").click()
  await button(stale, "Throw away").click()

  await converse(page, "Q4")
  await send(stale, "Q5")
  await expect(messages(stale, "You")).toHaveText([/Q1/, /Q2/, /Q3/, /Q4/])
  await expect(composer(stale)).toHaveValue("Q5")
  expect(await db`select count(*)::int as count from messages`).toEqual([{ count: 8 }])
  await button(stale, "Send").click()
  await expect(messages(stale, "Assistant")).toHaveCount(5)

  // Nor has this one heard of what was asked elsewhere.
  await send(page, "Q6")
  await expect(notice(page)).toContainText("went on in another tab")
  await button(page, "Send").click()
  await expect(messages(page, "Assistant")).toHaveCount(6)
  await expectFinished(page)
  await button(messages(stale, "Assistant").last(), "Retry").click()
  // Whether it had looked again by itself or was told: nothing is gone.
  await expect(messages(stale, "You")).toHaveCount(6)
  await expect(messages(stale, "Assistant")).toHaveCount(6)
  expect(await db`select count(*)::int as count from messages where role = 'user'`).toEqual([{ count: 6 }])
  await elsewhere.close()
})

test("New words for a question that was reworded elsewhere are given back, and the tab goes on with the chat", async ({
  page,
  browser,
  context,
  watch,
}) => {
  await open(page)
  await converse(page, "Q1")
  await converse(page, "Q2")
  const elsewhere = await browser.newContext({ storageState: await context.storageState() })
  watch(elsewhere)
  const stale = await elsewhere.newPage()
  await open(stale, `/chat/${await openChatId(page)}`)
  const reword = async (tab: Page, text: string) => {
    await button(messages(tab, "You").last(), "Edit").click()
    await tab.getByRole("textbox", { name: "Your question" }).fill(text)
    await button(tab, "Save").click()
  }
  await reword(page, "Q2, in other words")
  await expectFinished(page)
  await reword(stale, "Q2, otherwise")
  await expect(messages(stale, "You").last()).toContainText("in other words")
  await expect(composer(stale)).toHaveValue("Q2, otherwise")
  await converse(page, "Q3")
  // It comes to the front again.
  await expect(async () => {
    await stale.evaluate(() => document.dispatchEvent(new Event("visibilitychange")))
    await expect(messages(stale, "You").last()).toContainText("Q3", { timeout: 500 })
  }).toPass()
  await elsewhere.close()
})

test(
  "The first messages of two tabs are one visitor's, and each tab keeps what is typed in it",
  ONLY_LONG,
  async ({ page, context, provider, db }) => {
    await provider.play(answer("Both are kept."))
    const other = await context.newPage()
    await open(page)
    await open(other)
    await composer(page).fill("Words in the one tab")
    await composer(other).fill("Words in the other")
    await page.reload()
    await expect(composer(page)).toHaveValue("Words in the one tab")
    await other.reload()
    await expect(composer(other)).toHaveValue("Words in the other")

    await Promise.all([composer(page).press("Enter"), composer(other).press("Enter")])
    for (const tab of [page, other]) {
      await expect(messages(tab, "Assistant")).toContainText("Both are kept.")
      await openChatId(tab)
      await tab.reload()
      await expect(messages(tab, "Assistant")).toContainText("Both are kept.")
    }
    expect(await db`select count(*)::int as count from sessions`).toEqual([{ count: 1 }])
    await expect(chatLinks(page)).toHaveCount(2)

    await composer(other).fill("Not sent yet")
    const address = other.url()
    await other.close()
    const later = await context.newPage()
    await open(later, address)
    await expect(composer(later)).toHaveValue("Not sent yet")
  },
)

/** What is said above the box. */
function notice(page: Page): Locator {
  return page.getByRole("main").getByRole("alert")
}
