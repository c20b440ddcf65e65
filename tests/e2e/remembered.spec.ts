import type { Page } from "@playwright/test"
import { ONLY_LONG } from "@/tests/support/app/settings"
import { expectAccessible } from "@/tests/support/browser/axe"
import { expect, test } from "@/tests/support/browser/fixtures"
import { button, converse, open } from "@/tests/support/browser/screen"

const WISH = "From now on, call me Ada."
const remembered = (page: Page) => page.getByRole("region", { name: "Remembered in this chat" })

test("What a visitor asks for from then on is listed, after a reload too, until they have it forgotten", async ({
  page,
  context,
  provider,
}) => {
  await open(page)
  await converse(page, "When do you open?")
  await expect(remembered(page)).toBeHidden()
  await converse(page, WISH)
  await expect(remembered(page)).toContainText(WISH)
  await page.reload()
  await expect(remembered(page)).toContainText(WISH)
  const other = await context.newPage()
  await other.goto(page.url())
  await expect(remembered(other)).toContainText(WISH)
  await converse(page, "And on Sundays?")
  expect(await shownToModel(provider)).toContain(WISH)
  await expectAccessible(page, "a chat in which something is remembered")

  await button(remembered(page), "Forget").focus()
  await page.keyboard.press("Enter")
  await expect(remembered(page)).toBeHidden()
  await expect(page.getByRole("textbox", { name: "Message", exact: true })).toBeFocused()
  await expect(remembered(other)).toBeHidden()
  await converse(page, "And on Mondays?")
  const shown = await shownToModel(provider)
  expect(shown).not.toContain("Ada")
  expect(shown).toContain("And on Sundays?")
  await page.reload()
  await expect(page.getByText(WISH)).toBeVisible()
  await expect(remembered(page)).toBeHidden()
})

test("Of several things the next one is at hand once one is forgotten", async ({ page }) => {
  await open(page)
  for (const wish of ["Call me Ada.", "Always be brief.", "Never use emoji."]) await converse(page, wish)
  const forget = remembered(page).getByRole("button", { name: "Forget" })
  await expect(forget).toHaveCount(3)
  await forget.nth(1).press("Enter")
  await expect(forget).toHaveCount(2)
  await expect(remembered(page)).not.toContainText("Always be brief.")
  await expect(forget.nth(1)).toBeFocused()
  await forget.nth(1).press("Enter")
  await expect(forget).toHaveCount(1)
  await expect(forget).toBeFocused()
})

test("What is remembered belongs to the version that is shown", async ({ page }) => {
  await open(page)
  await converse(page, WISH)
  await expect(remembered(page)).toContainText("Ada")
  const question = page.getByRole("article", { name: "You" }).first()
  await question.hover()
  await button(question, "Edit").click()
  await page.getByRole("textbox", { name: "Your question" }).fill("What is your name?")
  await button(page, "Save").click()
  await expect(remembered(page)).toBeHidden()
  await expect(button(page, "Send")).toBeVisible()
  await button(question, "Previous version").click()
  await expect(remembered(page)).toContainText("Ada")
})

test("A list of what is remembered fits a telephone, light and dark", ONLY_LONG, async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 640 })
  await open(page)
  await converse(page, WISH)
  await converse(
    page,
    "Please always name the source, and never use more than three sentences in an answer to me.",
  )
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme })
    await expectAccessible(page, `what is remembered, ${colorScheme}`)
    await page.screenshot({ path: `test-results/screenshots/remembered-${colorScheme}.png` })
  }
})

async function shownToModel(provider: {
  requests: () => Promise<{ body: { messages: unknown[] } }[]>
}): Promise<string> {
  return JSON.stringify((await provider.requests()).at(-1)?.body.messages)
}
