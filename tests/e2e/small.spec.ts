import type { Locator, Page } from "@playwright/test"
import { ONLY_LONG } from "@/tests/support/app/settings"
import { expect, test } from "@/tests/support/browser/fixtures"
import {
  button,
  chatLinks,
  composer,
  converse,
  lastReply,
  messages,
  open,
} from "@/tests/support/browser/screen"
import { answer } from "@/tests/support/provider/scenarios"

const QUESTION = "Is there a lift to the second floor?"
const LONG = answer(
  `${"The house has five floors and a garden behind it. ".repeat(20)}\n\n\`\`\`js\n${"up(2); ".repeat(40)}\n\`\`\``,
)

test(
  "In forced colours what is on, chosen, pressed or cannot be pressed is told apart",
  ONLY_LONG,
  async ({ page }) => {
    await page.emulateMedia({ forcedColors: "active" })
    await open(page)
    await converse(page, QUESTION)
    await button(page, "Good answer").click()
    const pressed = await looks(button(page, "Good answer"), "borderTopWidth")
    expect(pressed).not.toBe(await looks(button(page, "Poor answer"), "borderTopWidth"))
    expect(await looks(chatLinks(page).locator(".."), "borderTopWidth")).toBe("2px")
    const themes = page.getByRole("group", { name: "Theme" }).locator("label")
    expect(await looks(themes.first(), "borderTopWidth")).not.toBe(
      await looks(themes.last(), "borderTopWidth"),
    )
    const colour = () => looks(button(page, "Send"), "backgroundColor")
    const disabled = await colour()
    await composer(page).fill("words")
    await expect.poll(colour).not.toBe(disabled)
    await page.getByRole("link", { name: "New chat" }).first().click()
    const choice = page.getByRole("switch", { name: "Temporary chat" })
    const track = choice.locator("xpath=following-sibling::span[1]")
    const off = await looks(track, "backgroundColor")
    expect(await looks(track, "backgroundColor", "::before")).not.toBe(off)
    await choice.check()
    await expect.poll(() => looks(track, "backgroundColor")).not.toBe(off)
    const on = await looks(track, "backgroundColor")
    expect(await looks(track, "backgroundColor", "::before")).not.toBe(on)
  },
)

test(
  "At 400 % several lines of an answer can be read, and everything can be reached",
  ONLY_LONG,
  async ({ page, provider }) => {
    await provider.play(LONG)
    await open(page)
    const gap = (await edges(composer(page))).top - (await edges(page.getByRole("main").locator("ul"))).bottom
    expect(gap, "between the questions to start with and the box").toBeLessThan(100)
    await converse(page, QUESTION)
    await page.setViewportSize({ width: 320, height: 200 })
    // The page finds its place anew when its size has changed, and is scrolled as a person does, after that.
    const scrolled = async () => {
      await lastReply(page).evaluate((element) => element.scrollIntoView({ block: "start" }))
      return readableLines(page)
    }
    await expect.poll(scrolled).toBeGreaterThanOrEqual(5)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
    await composer(page).scrollIntoViewIfNeeded()
    await expect(composer(page)).toBeInViewport({ ratio: 1 })
    await button(page, "Chats").click()
    const drawer = page.getByRole("dialog", { name: "Chats" })
    const ground = () => looks(page.locator("html"), "backgroundColor")
    const shaded = await ground()
    await drawer.getByRole("link", { name: "Privacy" }).scrollIntoViewIfNeeded()
    await expect(drawer.getByRole("link", { name: "Privacy" })).toBeInViewport({ ratio: 1 })
    await button(drawer, "Chat options").click()
    await page.getByRole("menuitem", { name: "Delete" }).click()
    const question = page.getByRole("alertdialog")
    await button(question, "Delete").scrollIntoViewIfNeeded()
    await expect(button(question, "Delete")).toBeInViewport({ ratio: 0.9 })
    await button(question, "Cancel").click()
    await button(drawer, "Close").click()
    await expect.poll(ground, "the place of the scrollbar, too, lies in the shade").not.toBe(shaded)

    await page.setViewportSize({ width: 640, height: 360 })
    await lastReply(page).evaluate((element) => element.scrollIntoView({ block: "start" }))
    await expect.poll(() => readableLines(page)).toBeGreaterThanOrEqual(6)
  },
)

test("On paper there is the conversation, whole and black on white, and nothing else", async ({
  page,
  provider,
}) => {
  await provider.play(LONG)
  await page.emulateMedia({ colorScheme: "dark" })
  await open(page)
  await converse(page, QUESTION)
  await page.emulateMedia({ colorScheme: "dark", media: "print" })
  await expect(messages(page, "You")).toBeVisible()
  await expect(lastReply(page)).toBeVisible()
  for (const gone of [composer(page), page.getByRole("navigation"), page.getByRole("banner")])
    await expect(gone.filter({ visible: true })).toHaveCount(0)
  await expect(page.locator("button, aside").filter({ visible: true })).toHaveCount(0)
  expect(await looks(page.locator("body"), "backgroundColor")).toBe("rgb(255, 255, 255)")
  expect(await looks(lastReply(page), "color")).toBe("rgb(0, 0, 0)")
  const code = lastReply(page).locator("pre")
  expect(await code.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0)
})

function looks(
  of: Locator,
  property: "backgroundColor" | "borderTopWidth" | "color",
  part?: string,
): Promise<string> {
  return of.evaluate((element, { property, part }) => getComputedStyle(element, part)[property], {
    property,
    part,
  })
}

async function edges(of: Locator): Promise<{ top: number; bottom: number }> {
  const box = await of.boundingBox()
  if (!box) throw new Error("not on the page")
  return { top: box.y, bottom: box.y + box.height }
}

/** Lines of answers that are in the window, with nothing over them. */
function readableLines(page: Page): Promise<number> {
  return page.evaluate(() => {
    const text = document.createRange()
    const tops = new Set<number>()
    for (const paragraph of document.querySelectorAll("[aria-label=Assistant] p")) {
      text.selectNodeContents(paragraph)
      for (const { left, top, bottom } of text.getClientRects()) {
        const at = document.elementFromPoint(left + 4, (top + bottom) / 2)
        if (top >= 0 && bottom <= innerHeight && at && paragraph.contains(at)) tops.add(Math.round(top))
      }
    }
    return tops.size
  })
}
