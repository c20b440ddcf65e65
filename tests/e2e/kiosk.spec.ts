import { ONLY_LONG } from "@/tests/support/app/settings"
import { expectAccessible } from "@/tests/support/browser/axe"
import { expect, test } from "@/tests/support/browser/fixtures"
import {
  countdown,
  IDLE,
  leave,
  QUESTION,
  SECOND,
  shared,
  shareWithQuestion,
  stopClock,
} from "@/tests/support/browser/kiosk"
import {
  button,
  chatLinks,
  composer,
  converse,
  expectFinished,
  lastReply,
  messages,
  send,
  storedKeys,
  tabTo,
} from "@/tests/support/browser/screen"
import { heldAnswer, PLAIN_ANSWER } from "@/tests/support/provider/scenarios"

test.beforeEach(async ({ page }) => {
  await page.clock.install()
})

test("A shared computer left alone for a while counts down in words, which any key or pointer ends", async ({
  page,
}) => {
  await shareWithQuestion(page)
  // Time stands still between two steps: axe alone takes seconds of a countdown.
  const now = await page.evaluate(() => Date.now())
  await stopClock(page, now)
  await page.keyboard.press("Shift")
  await stopClock(page, now + IDLE - 10 * SECOND)
  await expect(countdown(page)).toBeHidden()
  await stopClock(page, now + IDLE + 5 * SECOND)
  await expect(countdown(page)).toBeVisible()
  await expect(countdown(page)).toHaveAccessibleName("Are you still there?")
  await expect(countdown(page)).toHaveAccessibleDescription(/^In 25 seconds everything written here will be/)
  await expect(button(countdown(page), "I am still here")).toBeFocused()
  await expectAccessible(page, "the countdown")
  const said = countdown(page).getByRole("status")
  await expect(said).toHaveText("")
  const late = now + IDLE + 13 * SECOND
  await stopClock(page, late)
  await expect(countdown(page)).toHaveAccessibleDescription(/^In 17 seconds/)
  await expect(said).toHaveText("20 seconds left")

  await page.keyboard.press("Shift")
  await expect(countdown(page)).toBeHidden()
  await stopClock(page, late + IDLE - 10 * SECOND)
  await expect(countdown(page)).toBeHidden()
  await stopClock(page, late + IDLE + 5 * SECOND)
  await expect(countdown(page)).toBeVisible()
  await page.mouse.move(300, 300)
  await page.mouse.move(310, 300)
  await expect(countdown(page)).toBeHidden()
  await expect(messages(page, "You")).toContainText(QUESTION)
})

test("With the switch for shared computers off there is no countdown", async ({ page }) => {
  await page.goto("/")
  await expect(shared(page)).not.toBeChecked()
  await converse(page, QUESTION)
  await page.clock.fastForward(10 * IDLE)
  await expect(messages(page, "You")).toContainText(QUESTION)
  await expect(countdown(page)).toHaveCount(0)
  expect(await storedKeys(page)).not.toContain("alcove:active-at")
})

test("A shared computer that is switched off again asks no more", ONLY_LONG, async ({ page }) => {
  await shareWithQuestion(page)
  await shared(page).uncheck()
  await page.reload()
  await expect(shared(page)).not.toBeChecked()
  await page.clock.fastForward(10 * IDLE)
  await expect(messages(page, "You")).toContainText(QUESTION)
  await expect(countdown(page)).toHaveCount(0)
  expect(await storedKeys(page)).not.toContain("alcove:active-at")
})

test(
  "Typing, scrolling and a running answer are activity on a shared computer",
  ONLY_LONG,
  async ({ page, provider }) => {
    await shareWithQuestion(page)
    await almostIdle()
    await page.keyboard.press("a")
    await almostIdle()
    await page.evaluate(() => window.dispatchEvent(new Event("scroll")))
    await almostIdle()
    await provider.play(heldAnswer(PLAIN_ANSWER))
    await send(page, "And who else would read that?")
    await provider.release(1)
    await expect(lastReply(page)).toContainText("The")
    await almostIdle()
    await almostIdle()
    await almostIdle()
    await provider.release(100)
    await expectFinished(page)
    await expect(messages(page, "You").first()).toContainText(QUESTION)
    await page.clock.fastForward(IDLE + 5 * SECOND)
    await expect(countdown(page)).toBeVisible()

    // Twice is in the middle of the countdown; once leaves a busy machine its time.
    async function almostIdle() {
      await page.clock.fastForward(IDLE - 80 * SECOND)
      await page.clock.runFor(SECOND)
      await expect(countdown(page)).toBeHidden()
    }
  },
)

test(
  "Two tabs are one visitor: active in one, nothing ends in the other",
  ONLY_LONG,
  async ({ page, context }) => {
    await shareWithQuestion(page)
    const other = await context.newPage()
    await other.goto("/")
    await page.clock.fastForward(IDLE + 5 * SECOND)
    await expect(countdown(page)).toBeVisible()
    await expect(countdown(other)).toBeVisible()
    await other.keyboard.press("Shift")
    await expect(countdown(other)).toBeHidden()
    await expect(countdown(page)).toBeHidden()
    await expect(messages(page, "You")).toContainText(QUESTION)
  },
)

test(
  "Two tabs are one visitor: what ends in one has ended in the other",
  ONLY_LONG,
  async ({ page, context, db }) => {
    await shareWithQuestion(page)
    const other = await context.newPage()
    await other.goto(page.url())
    await expect(messages(other, "You")).toContainText(QUESTION)
    await leave(page)
    await expect(page).toHaveURL("/")
    await expect(other).toHaveURL("/")
    await expect(chatLinks(other)).toHaveCount(0)
    await expect(other.locator("body")).not.toContainText("debt")
    expect(await db`select 1 from sessions`).toHaveLength(0)
    await converse(page, "Good morning")
    await expect(other).toHaveURL("/")
    expect(await db`select 1 from sessions`).toHaveLength(1)
  },
)

test(
  "A tab that slept meanwhile shows nothing of what another one has erased",
  ONLY_LONG,
  async ({ page, context }) => {
    await shareWithQuestion(page)
    const other = await context.newPage()
    await other.goto("/my-data")
    await other.evaluate(() => localStorage.setItem("alcove:erased-at", "1"))
    await expect(page).toHaveURL("/")
  },
)

test("A key or a tap that ends the countdown does nothing else", ONLY_LONG, async ({ browser, provider }) => {
  const page = await (await browser.newContext({ hasTouch: true })).newPage()
  await page.clock.install()
  await page.goto("/?kiosk=1")
  await composer(page).fill("Half a sentence")
  await page.clock.fastForward(IDLE + 5 * SECOND)
  await expect(countdown(page)).toBeVisible()
  await page.keyboard.press("Enter")
  await expect(countdown(page)).toBeHidden()
  await expect(composer(page)).toBeFocused()
  await expect(composer(page)).toHaveValue("Half a sentence")
  const starters = page.locator("main li button")
  await expect(starters).not.toHaveCount(0)
  for (const starter of await starters.all()) {
    const place = await starter.boundingBox()
    await page.clock.fastForward(IDLE + 5 * SECOND)
    await expect(countdown(page)).toBeVisible()
    await page.touchscreen.tap((place?.x ?? 0) + 20, (place?.y ?? 0) + 20)
    await expect(countdown(page)).toBeHidden()
  }
  await expect(composer(page)).toHaveValue("Half a sentence")
  await expect(page).toHaveURL("/?kiosk=1")
  expect(await provider.requests()).toHaveLength(0)
  await page.context().close()
})

test(
  "A browser that opens the page with ?kiosk=1 is a shared computer, and stays one",
  ONLY_LONG,
  async ({ page }) => {
    await page.goto("/?kiosk=1")
    await expect(shared(page)).toBeChecked()
    await page.goto("/")
    await expect(shared(page)).toBeChecked()
    await converse(page, QUESTION)
    await leave(page)
    await expect(page).toHaveURL("/")
    await expect(shared(page)).toBeChecked()
    await shared(page).uncheck()
    await page.reload()
    await expect(shared(page)).not.toBeChecked()
  },
)

test("A link on another site cannot make a browser a shared computer", async ({ page }) => {
  const scriptFor = async (site: string) => {
    const answer = await page.request.get("/?kiosk=1", { headers: { "sec-fetch-site": site } })
    return (await answer.text()).includes('get("kiosk")')
  }
  expect(await scriptFor("none")).toBe(true)
  expect(await scriptFor("same-origin")).toBe(true)
  expect(await scriptFor("cross-site")).toBe(false)
  expect(await scriptFor("same-site")).toBe(false)
})

test("Another value of ?kiosk changes nothing", ONLY_LONG, async ({ page }) => {
  await page.goto("/?kiosk=0")
  await expect(composer(page)).toBeFocused()
  await expect(shared(page)).not.toBeChecked()
})

test(
  "A shared computer is switched on, and its countdown ended, with the keyboard alone",
  ONLY_LONG,
  async ({ page, db }) => {
    await page.goto("/")
    await converse(page, QUESTION)
    await tabTo(page, shared(page), "Shift+Tab")
    await page.keyboard.press("Space")
    await expect(shared(page)).toBeChecked()
    // What was written before leaves as soon as what is written now.
    await expect.poll(() => db`select retention from sessions`).toEqual([{ retention: 3600 }])
    await page.clock.fastForward(IDLE + 5 * SECOND)
    await expect(button(countdown(page), "I am still here")).toBeFocused()
    await page.keyboard.press("Enter")
    await expect(countdown(page)).toBeHidden()
    await expect(shared(page)).toBeFocused()
    await expect(shared(page), "the key that ended the countdown did nothing else").toBeChecked()
  },
)
