import { expectAccessible } from "@/tests/support/browser/axe"
import { expect, test } from "@/tests/support/browser/fixtures"
import { composer, converse, lastReply, open } from "@/tests/support/browser/screen"
import { answer } from "@/tests/support/provider/scenarios"

test("What was said is found in all chats, marked, and opened at its message", async ({ page, provider }) => {
  await open(page)
  await provider.play(answer("The heron stands by the old mill."))
  await converse(page, "Which bird is that?")
  await provider.play(answer(`Long ago. ${"It went on for years. ".repeat(60)}`))
  for (const text of ["When was it built?", "And then?", "And after that?"]) await converse(page, text)
  await page.getByRole("link", { name: "New chat" }).first().click()
  await expect(composer(page)).toBeFocused()
  await provider.play(answer("At nine."))
  await converse(page, "When do you open?")

  const chats = page.getByRole("navigation", { name: "Chats", exact: true })
  await chats.getByRole("searchbox", { name: "Search chats" }).fill("old mill")
  const hit = chats.getByRole("link", { name: /Which bird is that/ })
  await expect(hit.locator("mark")).toHaveText("old mill")
  await expect(hit).toContainText("heron stands by the old mill.")
  await expectAccessible(page, "chats that were found")
  await page.screenshot({ path: "test-results/screenshots/search.png" })
  await hit.focus()
  await page.keyboard.press("Enter")
  const found = page.getByRole("article", { name: "Assistant" }).filter({ hasText: "old mill" })
  await expect(found).toBeInViewport()
  await expect(found).toBeFocused()
  await expect(lastReply(page)).not.toBeInViewport()
  await page.screenshot({ path: "test-results/screenshots/search-opened.png" })
  await page.reload()
  await expect(found).toBeInViewport()
  await composer(page).focus()
  await converse(page, "Is it still there?")
  await expect(lastReply(page)).toBeInViewport()
})
