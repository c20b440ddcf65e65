import type { Page } from "@playwright/test"
import { v7 as uuid } from "uuid"
import { expectAccessible } from "@/tests/support/axe"
import { expect, test } from "@/tests/support/fixtures"
import { allowMissing } from "@/tests/support/missing"
import { heldAnswer, PLAIN_ANSWER } from "@/tests/support/scenarios"
import {
  button,
  chatLinks,
  composer,
  converse,
  expectFinished,
  lastReply,
  messages,
  openChatId,
  send,
} from "@/tests/support/screen"

const QUESTION = "Where can I ask about a debt in confidence?"
const SECOND = 1000
/** As the settings have it when nobody changes them. */
const IDLE = 180 * SECOND
const COUNTDOWN = 30 * SECOND

test.beforeEach(async ({ page }) => {
  await page.clock.install()
})

test("Nobody there for a while: a countdown in words, which any key or pointer ends", async ({ page }) => {
  await shareWithQuestion(page)
  await page.clock.fastForward(IDLE - 10 * SECOND)
  await expect(countdown(page)).toBeHidden()
  await page.clock.fastForward(15 * SECOND)
  await expect(countdown(page)).toBeVisible()
  await expect(countdown(page)).toHaveAccessibleName("Are you still there?")
  await expect(countdown(page)).toHaveAccessibleDescription(/^In 2\d seconds everything written here will be/)
  await expect(button(countdown(page), "I am still here")).toBeFocused()
  await expectAccessible(page, "the countdown")
  const said = countdown(page).getByRole("status")
  await expect(said).toHaveText("")
  await page.clock.fastForward(8 * SECOND)
  await expect(countdown(page)).toHaveAccessibleDescription(/^In 1\d seconds/)
  await expect(said).toHaveText("20 seconds left")

  await page.keyboard.press("Shift")
  await expect(countdown(page)).toBeHidden()
  await page.clock.fastForward(IDLE - 10 * SECOND)
  await expect(countdown(page)).toBeHidden()
  await page.clock.fastForward(15 * SECOND)
  await expect(countdown(page)).toBeVisible()
  await page.mouse.move(300, 300)
  await page.mouse.move(310, 300)
  await expect(countdown(page)).toBeHidden()
  await expect(messages(page, "You")).toContainText(QUESTION)
})

test("With the switch off nothing of this happens", async ({ page }) => {
  await page.goto("/")
  await expect(shared(page)).not.toBeChecked()
  await converse(page, QUESTION)
  await page.clock.fastForward(10 * IDLE)
  await expect(messages(page, "You")).toContainText(QUESTION)
  await expect(countdown(page)).toHaveCount(0)
  expect(await storedKeys(page)).not.toContain("alcove:active-at")
})

test("Switched off again it asks no more", async ({ page }) => {
  await shareWithQuestion(page)
  await shared(page).uncheck()
  await page.reload()
  await expect(shared(page)).not.toBeChecked()
  await page.clock.fastForward(10 * IDLE)
  await expect(messages(page, "You")).toContainText(QUESTION)
  await expect(countdown(page)).toHaveCount(0)
  expect(await storedKeys(page)).not.toContain("alcove:active-at")
})

test("Typing, scrolling and a running answer are activity", async ({ page, provider }) => {
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
  await page.clock.fastForward(IDLE + 5 * SECOND)
  await expect(countdown(page)).toBeVisible()

  async function almostIdle() {
    await page.clock.fastForward(IDLE - 10 * SECOND)
    await page.clock.runFor(SECOND)
    await expect(countdown(page)).toBeHidden()
  }
})

test("At the end everything is gone: page, storage, cookie, rows, and what the back button led to", async ({
  page,
  context,
  db,
}) => {
  await shareWithQuestion(page)
  const chatUrl = page.url()
  await page.getByRole("link", { name: "New chat" }).click()
  await expect(page).toHaveURL("/")
  await converse(page, "And where is the next office?")
  await composer(page).fill("My name is")
  await expect.poll(() => stored(page)).toContain("My name is")
  expect(await db`select 1 from messages`).toHaveLength(4)

  await leave(page)
  await expect(page).toHaveURL("/")
  await expect(composer(page)).toHaveValue("")
  await expect(chatLinks(page)).toHaveCount(0)
  await expect(page.locator("body")).not.toContainText(/debt|office|reading room/)
  expect(await context.cookies()).toEqual([])
  expect((await storedKeys(page)).toSorted()).toEqual(["alcove:erased-at", "alcove:shared"])
  for (const table of ["sessions", "session_keys", "chats", "messages"])
    expect(await db`select 1 from ${db(table)}`, table).toHaveLength(0)

  await allowMissing(page)
  await page.goBack()
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible()
  expect(page.url()).toContain("/chat/")
  expect(await page.content()).not.toMatch(/debt|office/)
  await page.goto(chatUrl)
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible()

  await page.goto("/")
  await expect(shared(page)).toBeChecked()
  await page.clock.fastForward(10 * IDLE)
  await expect(composer(page), "nobody was here since").toBeVisible()
  await expect(countdown(page)).toHaveCount(0)
  await converse(page, "Good morning")
  expect(await db`select 1 from sessions`).toHaveLength(1)
})

test("An answer that nobody waited for is not left either", async ({ page, provider, db }) => {
  await shareWithQuestion(page)
  await provider.play(heldAnswer(PLAIN_ANSWER))
  await send(page, "And who else would read that?")
  await provider.release(2)
  await expect(lastReply(page)).toContainText("The reading")
  await leave(page)
  await expect(chatLinks(page)).toHaveCount(0)
  for (const table of ["sessions", "messages", "replies", "reply_journal"])
    await expect.poll(() => db`select 1 from ${db(table)}`, table).toHaveLength(0)
})

test("What cannot be erased yet is not shown, and it is tried until it works", async ({ browser, db }) => {
  const page = await (await browser.newContext()).newPage()
  await page.clock.install()
  await shareWithQuestion(page)
  await page.route("**/*", (route) =>
    route.request().method() === "POST" ? route.abort() : route.continue(),
  )
  await leave(page)
  await expect(page.getByRole("status")).toContainText("this page keeps trying")
  await expectAccessible(page, "what cannot be erased yet")
  expect(await shownText(page)).not.toMatch(/debt|reading room/)
  await expect(page).not.toHaveTitle(/debt/)
  expect(await db`select 1 from sessions`).toHaveLength(1)
  await page.mouse.move(300, 300)
  await page.mouse.move(310, 300)
  await page.reload()
  await expect(page.getByRole("status")).toContainText("this page keeps trying")
  expect(await shownText(page)).not.toMatch(/debt|reading room/)

  await page.unrouteAll()
  await page.clock.fastForward(10 * SECOND)
  await expect(composer(page)).toBeVisible()
  await expect(page).toHaveURL("/")
  expect(await db`select 1 from sessions`).toHaveLength(0)
  await page.context().close()
})

test("Whoever comes to it later sees nothing of what was left, not even for a moment", async ({
  page,
  context,
  db,
}) => {
  await shareWithQuestion(page)
  const url = page.url()
  await page.close()
  const later = await context.newPage()
  await later.clock.install({ time: Date.now() + IDLE + COUNTDOWN + 60 * SECOND })
  const shown = await noteWhatIsShown(later)
  await later.goto(url)
  await expect(later).toHaveURL("/")
  await expect(composer(later)).toBeVisible()
  await expect(chatLinks(later)).toHaveCount(0)
  await expect.poll(() => shown.join()).toContain("Erasing what was written here")
  await expect.poll(() => shown.join()).toContain("Temporary chat")
  expect(shown.join()).not.toContain("debt")
  expect(await db`select 1 from sessions`).toHaveLength(0)
})

test("A page that is not there does not switch it off", async ({ page, db }) => {
  await shareWithQuestion(page)
  await allowMissing(page)
  await page.goto(`/chat/${uuid()}`)
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible()
  await expect(shared(page)).toBeChecked()
  await leave(page)
  await expect(page).toHaveURL("/")
  await expect(chatLinks(page)).toHaveCount(0)
  expect(await db`select 1 from sessions`).toHaveLength(0)
})

test("Whoever goes on from a page that never was finds nothing of what was left", async ({ page, db }) => {
  await shareWithQuestion(page)
  await allowMissing(page, "/nowhere")
  await page.goto("/nowhere")
  const shown = await noteWhatIsShown(page)
  await page.clock.fastForward(IDLE + COUNTDOWN + 60 * SECOND)
  await page.getByRole("link", { name: "New chat" }).click()
  await expect(composer(page)).toBeVisible()
  await expect.poll(() => db`select 1 from sessions`).toHaveLength(0)
  await expect(chatLinks(page)).toHaveCount(0)
  expect(shown.join()).not.toContain("debt")
})

test("What was written is over in an hour when the window is closed; elsewhere it is kept as usual", async ({
  page,
  visitor,
  db,
}) => {
  await shareWithQuestion(page)
  await expect.poll(() => db`select retention from sessions`).toEqual([{ retention: 3600 }])
  const other = await visitor()
  await other.goto("/")
  await converse(other, "May I keep this?")
  expect(await db`select retention from sessions order by created_at`).toEqual([
    { retention: 3600 },
    { retention: null },
  ])
})

test("Whoever comes back in time finds it all", async ({ page, context, db }) => {
  await shareWithQuestion(page)
  const url = page.url()
  await page.close()
  const later = await context.newPage()
  await later.clock.install({ time: Date.now() + IDLE - 60 * SECOND })
  const shown = await noteWhatIsShown(later)
  await later.goto(url)
  await expect(messages(later, "You")).toContainText(QUESTION)
  await expect.poll(() => shown.join()).toContain("debt")
  await expect(countdown(later)).toBeHidden()
  expect(await db`select 1 from sessions`).toHaveLength(1)
})

test("What a device slept over is over, whatever is touched first", async ({ page, db }) => {
  await shareWithQuestion(page)
  await page.clock.pauseAt(Date.now() + IDLE + COUNTDOWN + 60 * SECOND)
  await page.mouse.move(300, 300)
  await page.mouse.move(310, 300)
  await page.clock.resume()
  await expect(page).toHaveURL("/")
  await expect(composer(page)).toBeVisible()
  expect(await db`select 1 from sessions`).toHaveLength(0)
})

test("Two tabs are one visitor: active in one, nothing ends in the other", async ({ page, context }) => {
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
})

test("Two tabs are one visitor: what ends in one has ended in the other", async ({ page, context, db }) => {
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
})

test("A tab that slept meanwhile shows nothing of what another one has erased", async ({ page, context }) => {
  await shareWithQuestion(page)
  const other = await context.newPage()
  await other.goto("/my-data")
  await other.evaluate(() => localStorage.setItem("alcove:erased-at", "1"))
  await expect(page).toHaveURL("/")
})

test("A key or a tap that ends the countdown does nothing else", async ({ browser, provider }) => {
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
  for (const starter of await page.locator("main li button").all()) {
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

test("A desk opens the page with ?kiosk=1, and it stays a shared computer", async ({ page }) => {
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
})

test("A link on another site cannot make it one", async ({ page }) => {
  const scriptFor = async (site: string) => {
    const answer = await page.request.get("/?kiosk=1", { headers: { "sec-fetch-site": site } })
    return (await answer.text()).includes('get("kiosk")')
  }
  expect(await scriptFor("none")).toBe(true)
  expect(await scriptFor("same-origin")).toBe(true)
  expect(await scriptFor("cross-site")).toBe(false)
  expect(await scriptFor("same-site")).toBe(false)
})

test("Another value of kiosk changes nothing", async ({ page }) => {
  await page.goto("/?kiosk=0")
  await expect(composer(page)).toBeFocused()
  await expect(shared(page)).not.toBeChecked()
})

test("All of it can be done with the keyboard alone", async ({ page }) => {
  await page.goto("/")
  await converse(page, QUESTION)
  for (let step = 0; step < 40 && !(await isFocused()); step += 1) await page.keyboard.press("Shift+Tab")
  await page.keyboard.press("Space")
  await expect(shared(page)).toBeChecked()
  await page.clock.fastForward(IDLE + 5 * SECOND)
  await expect(button(countdown(page), "I am still here")).toBeFocused()
  await page.keyboard.press("Enter")
  await expect(countdown(page)).toBeHidden()
  await expect(shared(page)).toBeFocused()
  await expect(shared(page), "the key that ended the countdown did nothing else").toBeChecked()

  function isFocused() {
    return shared(page).evaluate((element) => element === document.activeElement)
  }
})

async function shareWithQuestion(page: Page) {
  await page.goto("/")
  await shared(page).check()
  await converse(page, QUESTION)
  await openChatId(page)
}

/** Goes away until the countdown is over. */
async function leave(page: Page) {
  for (let times = 0; times < 20 && !(await countdown(page).isVisible()); times += 1)
    await page.clock.fastForward(IDLE / 2)
  await expect(countdown(page)).toBeVisible()
  await page.clock.fastForward(COUNTDOWN)
}

function shared(page: Page) {
  return page.getByRole("switch", { name: "This is a shared computer", exact: true })
}

function countdown(page: Page) {
  return page.getByRole("alertdialog", { name: "Are you still there?" })
}

function storedKeys(page: Page): Promise<string[]> {
  return page.evaluate(() => Object.keys(localStorage))
}

function stored(page: Page): Promise<string> {
  return page.evaluate(() => JSON.stringify({ ...localStorage }))
}

function shownText(page: Page): Promise<string> {
  return page.evaluate(() => document.body.innerText)
}

/** What could be read on this tab after each change of it, whatever page it showed. */
async function noteWhatIsShown(page: Page): Promise<string[]> {
  const shown: string[] = []
  await page.exposeFunction("noteShown", (text: string) => shown.push(text))
  await page.addInitScript(() => {
    const note = () => Reflect.get(window, "noteShown")(document.body?.innerText ?? "")
    new MutationObserver(note).observe(document, { childList: true, subtree: true, characterData: true })
  })
  return shown
}
