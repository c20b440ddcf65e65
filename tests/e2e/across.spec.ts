import type { Page } from "@playwright/test"
import { expectAccessible } from "@/tests/support/browser/axe"
import { expect, test } from "@/tests/support/browser/fixtures"
import { converse, open } from "@/tests/support/browser/screen"

const FACT = "My canary Pavarotti only eats poppy seeds from Ostrheim."
const across = (page: Page) => page.getByRole("switch", { name: "Remember across chats" })

test("A visitor has their chats remembered in one another, and no more, with the keyboard alone", async ({
  page,
  provider,
}) => {
  const shownToModel = async () => {
    await open(page)
    await converse(page, "Which seeds does my canary like?")
    return JSON.stringify((await provider.requests()).at(-1)?.body.messages)
  }
  await page.goto("/my-data")
  await expect(across(page), "a stranger has nothing to be remembered").toBeHidden()
  await open(page)
  await converse(page, FACT)
  expect(await shownToModel()).not.toContain("poppy")
  await page.goto("/my-data")
  await expect(across(page)).not.toBeChecked()
  await expectAccessible(page, "my data, with the switch off")
  await across(page).press("Space")
  await expect(page.getByText("your chats are remembered in one another")).toBeVisible()
  await expectAccessible(page, "my data, with the switch on")
  expect(await shownToModel()).toContain("poppy")
  await page.goto("/my-data")
  await expect(across(page)).toBeChecked()
  await across(page).press("Space")
  await expect(page.getByText("each chat stands by itself again")).toBeVisible()
  expect(await shownToModel()).not.toContain("poppy")
})
