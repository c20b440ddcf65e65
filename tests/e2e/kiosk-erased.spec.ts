import { v7 as uuid } from "uuid"
import { ONLY_LONG } from "@/tests/support/app/settings"
import { expectAccessible } from "@/tests/support/browser/axe"
import { expect, test } from "@/tests/support/browser/fixtures"
import {
  COUNTDOWN,
  countdown,
  IDLE,
  leave,
  noteWhatIsShown,
  QUESTION,
  SECOND,
  shared,
  shareWithQuestion,
  shownText,
  stored,
} from "@/tests/support/browser/kiosk"
import { allowMissing } from "@/tests/support/browser/missing"
import { isWrite, refuse } from "@/tests/support/browser/outage"
import {
  chatLinks,
  composer,
  converse,
  expectFinished,
  lastReply,
  messages,
  send,
  storedKeys,
} from "@/tests/support/browser/screen"
import { heldAnswer, PLAIN_ANSWER } from "@/tests/support/provider/scenarios"

test.beforeEach(async ({ page }) => {
  await page.clock.install()
})

test("At the end of the countdown everything is gone: page, storage, cookie, rows, and what the back button led to", async ({
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
  await expect(composer(page), "no visitor was here since").toBeVisible()
  await expect(countdown(page)).toHaveCount(0)
  await converse(page, "Good morning")
  expect(await db`select 1 from sessions`).toHaveLength(1)
})

test(
  "At the end of the countdown an answer that was given up is not left either",
  ONLY_LONG,
  async ({ page, provider, db }) => {
    await shareWithQuestion(page)
    await provider.play(heldAnswer(PLAIN_ANSWER))
    await send(page, "And who else would read that?")
    await provider.release(2)
    await expect(lastReply(page)).toContainText("The reading")
    // Until then a visitor might wait for it.
    await expectFinished(page, 60_000)
    await leave(page)
    await expect(page).toHaveURL("/")
    await expect(chatLinks(page)).toHaveCount(0)
    for (const table of ["sessions", "messages"])
      await expect.poll(() => db`select 1 from ${db(table)}`, table).toHaveLength(0)
  },
)

test(
  "What a shared computer cannot erase yet is not shown, and it is tried until it works",
  ONLY_LONG,
  async ({ unwatched, db }) => {
    const page = await unwatched()
    await page.clock.install()
    await shareWithQuestion(page)
    const mend = await refuse(page, "**/*", isWrite)
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

    mend()
    await page.clock.fastForward(10 * SECOND)
    await expect(composer(page)).toBeVisible()
    await expect(page).toHaveURL("/")
    expect(await db`select 1 from sessions`).toHaveLength(0)
    await page.context().close()
  },
)

test("The next visitor at a shared computer sees nothing of what was left, not even for a moment", async ({
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

test("A page that is not there does not switch a shared computer off", ONLY_LONG, async ({ page, db }) => {
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

test(
  "A visitor who goes on from a page that never was finds nothing of what was left on a shared computer",
  ONLY_LONG,
  async ({ page, db }) => {
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
  },
)

test(
  "What was written on a shared computer expires in an hour when the window is closed; elsewhere it is kept as usual",
  ONLY_LONG,
  async ({ page, visitor, db }) => {
    await shareWithQuestion(page)
    await expect.poll(() => db`select retention from sessions`).toEqual([{ retention: 3600 }])
    const other = await visitor()
    await other.goto("/")
    await converse(other, "May I keep this?")
    expect(await db`select retention from sessions order by created_at`).toEqual([
      { retention: 3600 },
      { retention: null },
    ])
  },
)

test(
  "A visitor who comes back to a shared computer in time finds everything",
  ONLY_LONG,
  async ({ page, context, db }) => {
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
  },
)

test(
  "A countdown that ran out while the device slept has run out, whatever is touched first",
  ONLY_LONG,
  async ({ page, db }) => {
    await shareWithQuestion(page)
    // No timer is due while it sleeps: the first to notice how late it is is the visitor who touches it.
    const now = await page.evaluate(() => Date.now())
    await page.clock.pauseAt(now + 60 * SECOND)
    await page.clock.setSystemTime(now + IDLE + COUNTDOWN + 120 * SECOND)
    await page.mouse.move(300, 300)
    await page.mouse.move(310, 300)
    await page.clock.resume()
    await expect(page).toHaveURL("/")
    await expect(composer(page)).toBeVisible()
    expect(await db`select 1 from sessions`).toHaveLength(0)
  },
)
