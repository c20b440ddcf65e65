import type { Page } from "@playwright/test"
import { ONLY_LONG } from "@/tests/support/app/settings"
import { expectAccessible } from "@/tests/support/browser/axe"
import { expect, test } from "@/tests/support/browser/fixtures"
import { button, converse, expectFinished, lastReply, open } from "@/tests/support/browser/screen"
import { answer } from "@/tests/support/provider/scenarios"

const log = (page: Page) => page.getByRole("log", { name: "Conversation" })
const articles = (page: Page) => log(page).getByRole("article")

test("What a question was before it was reworded, and what followed, is there as another version, after a reload too", async ({
  page,
  provider,
}) => {
  await open(page)
  await provider.play(answer("At nine."))
  await converse(page, "When do you opne?")
  await provider.play(answer("At ten on Sundays."))
  await converse(page, "And on Sundays?")
  await provider.play(answer("At nine, every day."))
  await reword(page, "When do you opne?", "When do you open?")
  await expect(articles(page)).toHaveCount(2)
  await expect(articles(page).first()).toContainText("2 of 2")

  for (const reloaded of [false, true]) {
    if (reloaded) await page.reload()
    await button(articles(page).first(), "Previous version").click()
    await expect(articles(page)).toHaveCount(4)
    await expect(articles(page).first()).toContainText("When do you opne?")
    await expect(articles(page).first()).toContainText("1 of 2")
    await expect(lastReply(page)).toContainText("At ten on Sundays.")
    await button(articles(page).first(), "Next version").click()
    await expect(articles(page)).toHaveCount(2)
    await expect(lastReply(page)).toContainText("At nine, every day.")
  }
})

test("Retried answers are versions: the keys go through them, the focus and a screen reader follow", async ({
  page,
  provider,
}) => {
  await open(page)
  for (const [at, text] of ["One.", "Two.", "Three."].entries()) {
    await provider.play(answer(text))
    if (at === 0) await converse(page, "How many?")
    else await button(lastReply(page), "Retry").click()
    await expect(lastReply(page)).toContainText(text)
    await expectFinished(page)
  }
  await expect(lastReply(page)).toContainText("3 of 3")
  await button(lastReply(page), "Previous version").focus()
  await page.keyboard.press("Enter")
  await expect(lastReply(page)).toContainText("Two.")
  await expect(button(lastReply(page), "Previous version")).toBeFocused()
  await expect(page.getByRole("status").filter({ hasText: "Version 2 of 3" })).toBeAttached()
  await page.keyboard.press("Enter")
  await expect(lastReply(page)).toContainText("1 of 3")
  await expect(button(lastReply(page), "Previous version")).toBeFocused()
  await page.keyboard.press("Enter")
  await expect(lastReply(page)).toContainText("One.")
  await provider.play(answer("It goes on from here."))
  await converse(page, "And now?")
  await expect(articles(page)).toHaveCount(4)
  await expect(articles(page).nth(1)).toContainText("One.")
  expect(JSON.stringify((await provider.requests()).at(-1)?.body.messages)).not.toContain("Three.")
  await expectAccessible(page, "a chat with versions")
})

test("Another tab shows the version that was turned to", async ({ page, context, provider }) => {
  await open(page)
  await provider.play(answer("A swan."))
  await converse(page, "Which bird?")
  await provider.play(answer("A gull."))
  await button(lastReply(page), "Retry").click()
  await expect(lastReply(page)).toContainText("A gull.")
  await expectFinished(page)
  const other = await context.newPage()
  await other.goto(page.url())
  await expect(lastReply(other)).toContainText("A gull.")
  await button(lastReply(page), "Previous version").click()
  await expect(lastReply(page)).toContainText("A swan.")
  await expect(lastReply(other)).toContainText("A swan.")
  await expect(lastReply(other)).toContainText("1 of 2")
})

test("Versions fit a telephone, light and dark", ONLY_LONG, async ({ page, provider }) => {
  await page.setViewportSize({ width: 360, height: 640 })
  await open(page)
  await provider.play(answer("A swan."))
  await converse(page, "Which bird?")
  await reword(page, "Which bird?", "Which bird is this?")
  await button(lastReply(page), "Retry").click()
  await expectFinished(page)
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme })
    await expectAccessible(page, `versions, ${colorScheme}`)
    await page.screenshot({ path: `test-results/screenshots/versions-${colorScheme}.png` })
  }
})

async function reword(page: Page, before: string, after: string): Promise<void> {
  const question = articles(page).filter({ hasText: before }).first()
  await question.hover()
  await button(question, "Edit").click()
  await page.getByRole("textbox", { name: "Your question" }).fill(after)
  await button(page, "Save").click()
  await expect(articles(page).filter({ hasText: after }).first()).toBeVisible()
  await expectFinished(page)
}
