import type { Locator, Page } from "@playwright/test"
import { ONLY_LONG } from "@/tests/support/app/settings"
import { expect, test } from "@/tests/support/browser/fixtures"
import {
  button,
  composer,
  converse,
  expectFinished,
  lastReply,
  messages,
  send,
} from "@/tests/support/browser/screen"
import { answer, heldAnswer } from "@/tests/support/provider/scenarios"

const PARAGRAPH = `${"The reading room opens at nine and closes at six. ".repeat(4)}\n\n`
const LONG = heldAnswer(PARAGRAPH.repeat(30))
const LINES = Array.from({ length: 200 }, (_, line) => `Line ${line + 1} of what was pasted.`).join("\n")

test("A question goes to the top, and nothing that is written moves what is read", async ({
  page,
  provider,
}) => {
  await page.goto("/")
  const jump = button(page, "Jump to newest")
  await converse(page, "When does it open?")
  await expectAtTop(page, 0)
  await converse(page, "And on Sundays?")
  await expectAtTop(page, 0)
  await expect(jump).toBeHidden()

  await provider.play(LONG)
  await page.setViewportSize({ width: 360, height: 640 })
  await expectAtTop(page, 48)
  await send(page, "How do these hours come about?")
  await provider.release(200)
  await expect(lastReply(page).locator("p").nth(4)).toBeAttached()
  await expectAtTop(page, 48)
  await expect(jump).toBeVisible()
  await page.mouse.wheel(0, 150)
  const read = lastReply(page).locator("p").first()
  await expect.poll(() => top(messages(page, "You").last())).toBeLessThan(0)
  const before = await top(read)
  await provider.release(200)
  await expect(lastReply(page).locator("p").nth(9)).toBeAttached()
  expect(Math.abs((await top(read)) - before), "pixels the text has moved").toBeLessThan(1)

  await jump.click()
  await expect(jump).toBeHidden()
  await provider.release(200)
  await expect(lastReply(page).locator("p").nth(14)).toBeAttached()
  await expect.poll(() => endBelow(page), "the end is followed").toBeLessThan(5)
  await page.mouse.wheel(0, -60)
  await expect(jump).toBeVisible()
  const left = await top(lastReply(page))
  await provider.release(2000)
  await expectFinished(page)
  expect(await top(lastReply(page))).toBe(left)

  await button(lastReply(page), "Retry").click()
  await expectAtTop(page, 48)
  await provider.release(2000)
  await expectFinished(page)
  await page.reload()
  await expect(lastReply(page)).toBeVisible()
  await expect.poll(() => endBelow(page), "a chat opens at its end").toBeLessThan(5)
  await expect(jump).toBeHidden()
})

test("A chat opened again is at its end, even where the browser brings a page back to where it was", async ({
  page,
  provider,
}) => {
  await provider.play(answer(PARAGRAPH.repeat(20)))
  await page.goto("/")
  await converse(page, "When does it open?")
  await expectAtTop(page, 0)
  // Browsers do so as the last of a page's parts has come.
  const last = await holdImage(page)
  await page.reload({ waitUntil: "commit" })
  await expect.poll(() => endBelow(page)).toBeLessThan(5)
  last.resolve()
  await page.waitForLoadState("load")
  await page.waitForFunction(
    () => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn, 100, true))),
  )
  expect(await endBelow(page)).toBeLessThan(5)
  await expect(button(page, "Jump to newest")).toBeHidden()

  await page.getByRole("link", { name: "Privacy", exact: true }).first().click()
  await expect(page).toHaveURL("/privacy")
  await page.mouse.wheel(0, 500)
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(300)
  await page.reload()
  await expect
    .poll(() => page.evaluate(() => window.scrollY), "other pages keep their place")
    .toBeGreaterThan(300)
})

test(
  "A short answer leaves its question at the top, until the page is opened again",
  ONLY_LONG,
  async ({ page }) => {
    await page.setViewportSize({ width: 640, height: 360 })
    await page.goto("/")
    await converse(page, "When does it open?")
    await converse(page, "And on Sundays?")
    await expectAtTop(page, 0)
    await button(messages(page, "You").first(), "Edit").click()
    await messages(page, "You").first().getByRole("textbox").fill("When does it close?")
    await button(messages(page, "You").first(), "Save").click()
    await expectFinished(page)
    await expectAtTop(page, 0)
    await page.reload()
    await expectFinished(page)
    const room = () => page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight)
    expect(await room(), "blank space").toBeLessThan(100)
  },
)

test(
  "A tall question is folded, in the page all the same, and unfolded with the keyboard",
  ONLY_LONG,
  async ({ page }) => {
    await page.goto("/")
    await send(page, LINES)
    await expectFinished(page)
    const question = messages(page, "You").last()
    expect((await question.boundingBox())?.height).toBeLessThan(500)
    await expect(question).toContainText("Line 200 of")
    await expectAtTop(page, 0)
    await button(question, "Show all").press("Enter")
    const less = button(question, "Show less")
    await expect(less).toBeFocused()
    await expect(less).toHaveAttribute("aria-expanded", "true")
    expect((await question.boundingBox())?.height).toBeGreaterThan(4000)
    await less.press("Enter")
    await expect(button(question, "Show all")).toBeFocused()
    await expect.poll(() => top(question), "it is brought back into view").toBeGreaterThanOrEqual(0)
    expect((await question.boundingBox())?.height).toBeLessThan(500)
    await page.emulateMedia({ media: "print" })
    expect((await question.boundingBox())?.height).toBeGreaterThan(2000)
    await page.emulateMedia({ media: null })
    await page.reload()
    await expect(button(question, "Show all")).toBeVisible()
    await composer(page).fill("Short.")
    await button(page, "Send").click()
    await expectFinished(page)
    await expect(button(messages(page, "You").last(), "Show all")).toBeHidden()
  },
)

/** The newest question stands just below the bar at the top, which ends there. */
async function expectAtTop(page: Page, bar: number) {
  const distance = async () => (await top(messages(page, "You").last())) - bar
  await expect.poll(distance).toBeLessThanOrEqual(40)
  expect(await distance()).toBeGreaterThanOrEqual(0)
}

/** How far the end of the newest answer is below the place to write. */
/** A picture on every page from now on, which is only there when it is resolved. */
async function holdImage(page: Page) {
  const held = Promise.withResolvers<void>()
  await page.route("**/held.svg", async (route) => {
    await held.promise
    await route.fulfill({ contentType: "image/svg+xml", body: "<svg xmlns='http://www.w3.org/2000/svg'/>" })
  })
  await page.addInitScript(() => {
    document.addEventListener("DOMContentLoaded", () => {
      const image = new Image()
      image.src = "/held.svg"
    })
  })
  return held
}

async function endBelow(page: Page): Promise<number> {
  const box = await lastReply(page).boundingBox()
  return (box?.y ?? 0) + (box?.height ?? Number.NaN) - (await top(composer(page)))
}

async function top(of: Locator): Promise<number> {
  return (await of.boundingBox())?.y ?? Number.NaN
}
