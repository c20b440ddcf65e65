import type { Page } from "@playwright/test"
import { ONLY_LONG } from "@/tests/support/app/settings"
import { expectAccessible } from "@/tests/support/browser/axe"
import { expect, test } from "@/tests/support/browser/fixtures"
import { button, chooseOption, composer, converse, messages, open } from "@/tests/support/browser/screen"
import { answer, heldAnswer } from "@/tests/support/provider/scenarios"

const IN_SHORT =
  "The visitor plans a walk through the old town with two children, on a Sunday in May, and asks about opening times."

/** About two thousand tokens: four of them do not fit. */
const LONG = Array.from({ length: 500 }, (_, at) => `stop ${at} on our walk,`).join(" ")

const summarised = (page: Page) => button(page, "Older part summarised")
const shown = (page: Page) => page.getByRole("dialog", { name: "Summary of the older part" })

/** Asks until not everything fits, and the older part is summed up. */
async function talkAtLength(page: Page): Promise<void> {
  for (const day of ["Sunday", "Monday", "Tuesday", "Wednesday"]) await converse(page, `On ${day}: ${LONG}`)
  await expect(summarised(page)).toBeVisible()
}

test("The page says that the older part of a chat was summed up, and shows how, with the keyboard alone", async ({
  page,
  provider,
}) => {
  await provider.playSummary(answer(IN_SHORT))
  await open(page)
  await converse(page, "When do you open?")
  await expect(summarised(page)).toBeHidden()
  await talkAtLength(page)
  await expectAccessible(page, "a chat of which the older part is summed up")
  await summarised(page).press("Enter")
  await expect(shown(page)).toContainText(IN_SHORT)
  await expectAccessible(page, "the summary of a chat")
  await page.keyboard.press("Escape")
  await expect(shown(page)).toBeHidden()
  await expect(summarised(page)).toBeFocused()
  await converse(page, "And on Thursday?")
  expect(JSON.stringify((await provider.requests()).at(-1)?.body.messages)).toContain(IN_SHORT)
  await page.reload()
  await summarised(page).click()
  await button(shown(page), "Close").click()
  await expect(shown(page)).toBeHidden()
})

test("A summary of what was edited is shown no more; with the version before it comes back", async ({
  page,
  provider,
}) => {
  await provider.playSummary(answer(IN_SHORT))
  await open(page)
  await talkAtLength(page)
  const question = page.getByRole("article", { name: "You" }).first()
  await question.hover()
  await button(question, "Edit").click()
  await page.getByRole("textbox", { name: "Your question" }).fill("What is your name?")
  await button(page, "Save").click()
  await expect(summarised(page)).toBeHidden()
  await expect(button(page, "Send")).toBeVisible()
  await button(question, "Previous version").click()
  await expect(summarised(page)).toBeVisible()
})

test("Another tab takes a summary away: with what it was of, with the chat, and it does not open by itself again", async ({
  page,
  context,
  provider,
}) => {
  await provider.playSummary(answer(IN_SHORT))
  await open(page)
  await converse(page, "From now on, call me Ada.")
  await talkAtLength(page)
  const other = await context.newPage()
  await open(other, new URL(page.url()).pathname)
  await summarised(page).click()
  const question = other.getByRole("article", { name: "You" }).first()
  await question.hover()
  await button(question, "Edit").click()
  await other.getByRole("textbox", { name: "Your question" }).fill("What is your name?")
  await button(other, "Save").click()
  await expect(shown(page)).toBeHidden()
  await expect(composer(page)).toBeFocused()
  await button(page.getByRole("article", { name: "You" }).first(), "Previous version").click()
  await expect(summarised(page)).toBeVisible()
  await expect(shown(page)).toBeHidden()

  await summarised(page).click()
  await chooseOption(other, "Delete")
  await button(other.getByRole("alertdialog"), "Delete").click()
  await expect(page.getByText("This chat is not there any more")).toBeVisible()
  await expect(page.getByText(IN_SHORT)).toBeHidden()
  await expect(summarised(page)).toBeHidden()
  await expect(page.getByRole("region", { name: "Remembered in this chat" })).toBeHidden()
})

test("A page that is opened while the summary is being written shows it once it is there", async ({
  page,
  provider,
}) => {
  await provider.playSummary(heldAnswer(IN_SHORT))
  await open(page)
  for (const day of ["Sunday", "Monday", "Tuesday", "Wednesday"]) await converse(page, `On ${day}: ${LONG}`)
  await expect.poll(async () => (await provider.summaries()).length).toBe(1)
  await page.reload()
  await expect(messages(page, "Assistant")).toHaveCount(4)
  await expect(summarised(page)).toBeHidden()
  await provider.release(50)
  await expect(summarised(page)).toBeVisible()
})

test("A summary fits a telephone, light and dark", ONLY_LONG, async ({ page, provider }) => {
  await page.setViewportSize({ width: 360, height: 640 })
  await provider.playSummary(answer(`${IN_SHORT} `.repeat(25)))
  await open(page)
  await talkAtLength(page)
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: `test-results/screenshots/summarised-${colorScheme}.png` })
    await summarised(page).click()
    await expectAccessible(page, `the summary of a chat, ${colorScheme}`)
    await page.screenshot({ path: `test-results/screenshots/summary-${colorScheme}.png` })
    await page.keyboard.press("Escape")
  }
})
