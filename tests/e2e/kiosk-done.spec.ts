import { ONLY_LONG } from "@/tests/support/app/settings"
import { expectAccessible } from "@/tests/support/browser/axe"
import { expect, test } from "@/tests/support/browser/fixtures"
import { QUESTION, SECOND, shareWithQuestion, shownText } from "@/tests/support/browser/kiosk"
import { isWrite, refuse } from "@/tests/support/browser/outage"
import {
  button,
  chatLinks,
  composer,
  lastReply,
  send,
  storedKeys,
  tabTo,
} from "@/tests/support/browser/screen"
import { heldAnswer, PLAIN_ANSWER } from "@/tests/support/provider/scenarios"

/** Without the time where the other tab was first: then this one found nothing to erase. */
const ERASED = /^Everything on this computer was erased( at \d\d:\d\d)?\.$/

test("“I am done” erases everything at once, also while an answer runs, and the fresh page says so once", async ({
  page,
  context,
  provider,
  db,
}) => {
  await shareWithQuestion(page)
  await provider.play(heldAnswer(PLAIN_ANSWER))
  await send(page, "And who else would read that?")
  await provider.release(2)
  await expect(lastReply(page)).toContainText("The reading")
  const other = await context.newPage()
  await other.goto("/my-data")
  await tabTo(other, button(other, "I am done"))
  await other.keyboard.press("Enter")

  await expect(other).toHaveURL("/")
  await expect(other.getByRole("status").filter({ hasText: ERASED })).toBeVisible()
  await expectAccessible(other, "a shared computer after an erasure")
  await expect(page).toHaveURL("/")
  await expect(composer(page)).toBeVisible()
  await expect(chatLinks(page)).toHaveCount(0)
  expect((await storedKeys(other)).toSorted()).toEqual(["alcove:erased-at", "alcove:shared"])
  for (const table of ["sessions", "messages"])
    await expect.poll(() => db`select 1 from ${db(table)}`, table).toHaveLength(0)
  await other.reload()
  await expect(button(other, "I am done")).toBeVisible()
  await expect(other.getByText(/was erased/)).toHaveCount(0)
})

test(
  "“I am done” without a connection: nothing is shown, the page says so, and it goes on after a reload and in other tabs",
  ONLY_LONG,
  async ({ browser, db }) => {
    const context = await browser.newContext({ viewport: { width: 360, height: 640 } })
    const page = await context.newPage()
    await page.clock.install()
    await page.goto("/?kiosk=1")
    await send(page, QUESTION)
    await expect(lastReply(page)).toContainText("The")
    const other = await context.newPage()
    await other.goto(page.url())
    const mend = await refuse(context, "**/*", isWrite)
    await button(page, "I am done").click()
    // The other tab notes activity at the same moment, not knowing yet.
    await other.evaluate(() => localStorage.setItem("alcove:active-at", String(Date.now())))
    await expect(page.getByRole("heading", { name: "Erasing what was written here" })).toBeFocused()
    for (const tab of [page, other]) {
      await expect(tab.getByRole("status")).toContainText("this page keeps trying")
      expect(await shownText(tab)).not.toContain("debt")
    }
    await page.reload()
    await expect(page.getByRole("status")).toContainText("this page keeps trying")
    expect(await shownText(page)).not.toContain("debt")

    mend()
    await page.clock.fastForward(10 * SECOND)
    await expect(composer(page)).toBeVisible()
    await expect(page.getByText(/^Everything on this computer was erased/)).toBeVisible()
    await expect(other).toHaveURL("/")
    expect(await db`select 1 from sessions`).toHaveLength(0)
    await context.close()
  },
)

test("The first line promises what holds on a shared computer, from the first paint on", async ({ page }) => {
  const line = page.getByRole("main").locator("p").filter({ hasText: "it can be mistaken" })
  await page.goto("/")
  await expect(line).toContainText("Kept sealed for 30 days", { useInnerText: true })
  await expect(button(page, "I am done")).toBeHidden()
  // Nothing of the page's scripts has run but the one before the first paint.
  await page.route("**/_next/static/**/*.js", () => undefined)
  await page.goto("/?kiosk=1", { waitUntil: "commit" })
  await expect(line).toContainText("“I am done” or nobody does anything for 3 minutes", {
    useInnerText: true,
  })
  await expect(line).not.toContainText("30 days", { useInnerText: true })
  await expect(button(page, "I am done")).toBeVisible()
  await page.unrouteAll()
})
