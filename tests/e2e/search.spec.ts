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
  await page.getByRole("button", { name: "Jump to newest" }).click()
  await expect(found).not.toBeInViewport()
  await expect(page).not.toHaveURL(/message=/)
  await chats.getByRole("searchbox", { name: "Search chats" }).fill("old mill")
  await expect(hit.locator("mark")).toBeVisible()
  await hit.click()
  await expect(found).toHaveAttribute("data-found")
  await expect(found).toBeInViewport()
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight))
  await expect(found).not.toBeInViewport()
  await hit.click()
  await expect(found, "the same once more").toBeInViewport()
  await expect(found).toHaveAttribute("data-found")
  await composer(page).focus()
  await converse(page, "Is it still there?")
  await expect(lastReply(page)).toBeInViewport()
  await expect(found).not.toHaveAttribute("data-found")
  await page.reload()
  await expect(lastReply(page)).toBeInViewport()
})

test("On a telephone what is found in the chat that is open is shown, and the drawer is gone", async ({
  page,
  provider,
}) => {
  await page.setViewportSize({ width: 360, height: 640 })
  await open(page)
  await provider.play(answer("The heron stands by the old mill."))
  await converse(page, "Which bird is that?")
  await provider.play(answer(`Long ago. ${"It went on for years. ".repeat(60)}`))
  for (const text of ["When was it built?", "And then?"]) await converse(page, text)
  await page.getByRole("button", { name: "Chats", exact: true }).click()
  const drawer = page.getByRole("dialog", { name: "Chats" })
  for (const words of ["old mill", "when was it built"]) {
    if (await drawer.isHidden()) await page.getByRole("button", { name: "Chats", exact: true }).click()
    await drawer.getByRole("searchbox", { name: "Search chats" }).fill(words)
    const hit = drawer.getByRole("link", { name: /Which bird is that/ })
    await expect(hit.locator("mark")).toBeVisible()
    await hit.click()
    await expect(drawer).toBeHidden()
    const message = page
      .getByRole("article")
      .filter({ hasText: new RegExp(words, "i") })
      .first()
    await expect(message).toBeInViewport()
    await expect(message).toBeFocused()
  }
})

test("A long question that is found is unfolded: what was searched for may be at its end", async ({
  page,
}) => {
  await open(page)
  await converse(page, `${"One line of many.\n".repeat(40)}The heron stands by the old mill.`)
  await page.getByRole("link", { name: "New chat" }).first().click()
  await expect(composer(page)).toBeFocused()
  await converse(page, "When do you open?")
  const chats = page.getByRole("navigation", { name: "Chats", exact: true })
  await chats.getByRole("searchbox", { name: "Search chats" }).fill("heron")
  const hit = chats.getByRole("link", { name: /One line of many/ })
  await expect(hit.locator("mark")).toBeVisible()
  await hit.click()
  await expect(page.getByRole("button", { name: "Show less" })).toBeVisible()
  await expect(page.getByRole("article", { name: "You" })).toBeFocused()
})
