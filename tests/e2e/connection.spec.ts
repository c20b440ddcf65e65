import { APP_URL, ONLY_LONG } from "@/tests/support/app/settings"
import { expect, test } from "@/tests/support/browser/fixtures"
import { isWrite, refuse } from "@/tests/support/browser/outage"
import {
  button,
  composer,
  converse,
  expectFinished,
  lastReply,
  messages,
  open,
  rename,
  send,
} from "@/tests/support/browser/screen"
import { answer, heldAnswer, PLAIN_ANSWER } from "@/tests/support/provider/scenarios"
import { tap } from "@/tests/support/provider/tap"

const BEGINNING = "The reading room"
const SECOND = "And on a holiday?"

test("Without a connection the page says so, and goes on by itself when it is back", async ({
  unwatched,
  provider,
}) => {
  const page = await unwatched()
  const offline = (is: boolean) => page.context().setOffline(is)
  await provider.play(heldAnswer(PLAIN_ANSWER))
  await open(page)
  await send(page, "When does it open?")
  await provider.release(3)
  await expect(lastReply(page)).toContainText(BEGINNING)
  await offline(true)
  await expect(page.getByText("Connecting again…")).toBeVisible({ timeout: 8000 })
  await expect(page.getByText("Writing…")).toBeHidden()
  await provider.release(20)
  await offline(false)
  await expect(lastReply(page)).toContainText(PLAIN_ANSWER)
  await expect(page.getByText("Connecting again…")).toBeHidden()
  await expectFinished(page)

  await provider.play(answer("Never on a holiday."))
  await offline(true)
  await send(page, SECOND)
  await expect(page.getByText("Not sent yet")).toBeVisible()
  await composer(page).fill("typed meanwhile")
  await offline(false)
  await expect(lastReply(page)).toContainText("Never on a holiday.")
  await expect(page.getByText("Not sent yet")).toBeHidden()
  await expect(composer(page)).toHaveValue("typed meanwhile")
  await provider.expectRequests(2)

  await offline(true)
  await send(page, "Taken back in time")
  await button(page, "Take back").click()
  await expect(composer(page)).toHaveValue("Taken back in time")
  await button(lastReply(page), "Retry").click()
  await expect(page.getByText("Not sent yet")).toBeVisible()
  await offline(false)
  await expectFinished(page)
  await provider.expectRequests(3)
  await expect(messages(page, "You")).toHaveCount(2)
})

test(
  "Going elsewhere without a connection stays on the page until there is one",
  ONLY_LONG,
  async ({ unwatched }) => {
    const page = await unwatched()
    const offline = (is: boolean) => page.context().setOffline(is)
    await open(page)
    await converse(page, "When does it open?")
    const address = new URL(page.url()).pathname
    // As it opens for a visitor who comes back, not as it began.
    await open(page, address)
    // A part of the page that was not needed until now.
    await offline(true)
    await button(page, "Chat options").first().click()
    await expect(page.getByText("No connection.")).toBeVisible()
    await offline(false)
    await expect(page.getByRole("menuitem", { name: "Rename", exact: true })).toBeVisible()
    await page.keyboard.press("Escape")
    for (const [name, path] of [
      ["My data", "/my-data"],
      ["Privacy", "/privacy"],
      ["When does it open?", address],
      ["New chat", "/"],
    ] as const) {
      await offline(true)
      await page.getByRole("link", { name, exact: true }).first().click()
      await expect(page.getByText("No connection.")).toBeVisible()
      await offline(false)
      await expect(page).toHaveURL(path)
      await expect(page.getByText("No connection.")).toBeHidden()
    }
    // Where a chat is not, and where no page is, the links load a whole new page.
    for (const [nowhere, name, path] of [
      ["/chat/01890000-0000-7000-8000-000000000000", "New chat", "/"],
      ["/not/there", "Privacy", "/privacy"],
    ] as const) {
      await page.goto(nowhere)
      const link = page.getByRole("main").getByRole("link", { name, exact: true })
      await expect(link).toBeVisible()
      await offline(true)
      await link.click()
      await expect(page.getByText("No connection.")).toBeVisible()
      await expect(page).toHaveURL(nowhere)
      await offline(false)
      await expect(page).toHaveURL(path)
    }
  },
)

test("An answer to what was sent that breaks off takes nothing from the page, and is asked for again", async ({
  unwatched,
  provider,
}) => {
  const page = await unwatched()
  await page.addInitScript(breakFirstAction)
  await open(page)
  await send(page, "When does it open?")
  await expectFinished(page)
  await expect(lastReply(page)).toContainText(PLAIN_ANSWER)
  await expect(messages(page, "You")).toHaveCount(1)
  expect(await page.evaluate("brokenOff")).toBe(true)
  await provider.expectRequests(1)
})

test("A dialog or menu that cannot be loaded before it is wanted comes when it is", async ({ unwatched }) => {
  const page = await unwatched()
  await open(page)
  await converse(page, "When does it open?")
  const mend = await refuse(page, "**/_next/static/chunks/**")
  const failed: string[] = []
  page.on("requestfailed", (request) => request.url().includes("/chunks/") && failed.push(request.url()))
  const isTwice = (url: string) => failed.indexOf(url) < failed.lastIndexOf(url)
  const options = button(page, "Chat options").first()
  for (const opener of [button(messages(page, "You"), "Remove"), options]) {
    const before = failed.length
    await opener.hover()
    // The first failure is not the last word.
    await expect.poll(() => failed.length > before && failed.every(isTwice)).toBe(true)
  }
  mend()
  await options.click()
  await page.getByRole("menuitem", { name: "Rename" }).press("Escape")
  await button(messages(page, "You"), "Remove").click()
  await expect(page.getByRole("alertdialog")).toBeVisible()
})

test("What could not be sent goes out once, whatever tabs and reloads there were", async ({
  unwatched,
  provider,
}) => {
  const page = await unwatched()
  await open(page)
  await converse(page, "When does it open?")
  const context = page.context()
  const mend = await refuse(context, "**/chat/*", isWrite)
  await send(page, SECOND)
  await expect(page.getByText("Not sent yet")).toBeVisible()
  const other = await context.newPage()
  for (const tab of [page, other]) await tab.goto(page.url())
  await expect(page.getByText("Not sent yet")).toBeVisible()
  mend()
  for (const tab of [page, other]) {
    await expect(messages(tab, "Assistant")).toHaveCount(2)
    await expectFinished(tab)
    await expect(messages(tab, "You")).toHaveText([/When does it open/, /And on a holiday/])
  }
  await provider.expectRequests(2)
})

test("What could not be sent goes first: what else is asked meanwhile waits, and no words are lost", async ({
  unwatched,
}) => {
  const page = await unwatched()
  await open(page)
  await converse(page, "When does it open?")
  await page.context().setOffline(true)
  await send(page, "And on Sundays?")
  await expect(page.getByText("Not sent yet")).toBeVisible()
  await button(messages(page, "You").first(), "Edit").click()
  const words = page.getByRole("textbox", { name: "Your question" })
  await words.fill("When does it close?")
  await button(page, "Save").click()
  await expect(page.getByText("Your last message has not been sent yet")).toBeVisible()
  await expect(words).toHaveValue("When does it close?")
  await page.context().setOffline(false)
  await expect(messages(page, "Assistant")).toHaveCount(2)
  await expectFinished(page)
  await button(page, "Save").click()
  await expect(messages(page, "You")).toHaveText([/When does it close/])
  await page.context().close()
})

test("A line that went dead without a word is noticed", ONLY_LONG, async ({ unwatched, provider }) => {
  const line = await tap(APP_URL)
  const page = await unwatched(line.url)
  await provider.play(heldAnswer(PLAIN_ANSWER))
  await open(page)
  await send(page, "When does it open?")
  await provider.release(3)
  await expect(lastReply(page)).toContainText(BEGINNING)
  line.die()
  await provider.release(20)
  await expect(page.getByText("Connecting again…")).toBeVisible({ timeout: 15_000 })
  line.revive()
  await expect(lastReply(page)).toContainText(PLAIN_ANSWER)
  await expectFinished(page)

  line.die()
  await send(page, SECOND)
  await expect(page.getByText("Connecting again…")).toBeVisible()
  line.revive()
  await page.evaluate(() => window.dispatchEvent(new Event("online")))
  await expect(messages(page, "Assistant")).toHaveCount(2)
  await expectFinished(page)
  await provider.expectRequests(2)
  await page.context().close()
  await line.close()
})

test("What cannot be done without a connection says so where it was asked, and loses nothing", async ({
  unwatched,
}) => {
  const page = await unwatched()
  await open(page)
  await converse(page, "When does it open?")
  await rename(page, "Opening hours")
  await page.context().setOffline(true)
  await button(lastReply(page), "Good answer").click()
  await expect(lastReply(page).getByText("Check your connection")).toBeVisible()
  await button(page, "Chat options").first().click()
  await page.getByRole("menuitem", { name: "Delete", exact: true }).click()
  const dialog = page.getByRole("alertdialog")
  await button(dialog, "Delete").click()
  await expect(dialog.getByText("Check your connection")).toBeVisible()
  await button(dialog, "Cancel").click()
  await page.getByRole("searchbox", { name: "Search chats", exact: true }).fill("opening")
  await expect(
    page.getByRole("navigation", { name: "Chats" }).getByText("Check your connection"),
  ).toBeVisible()
  await expect(lastReply(page)).toContainText(PLAIN_ANSWER)
})

/** The answer to the first action of a page comes with half of its bytes, then the line is gone. */
function breakFirstAction() {
  const ask = window.fetch
  Object.assign(window, { brokenOff: false })
  window.fetch = async (input, init) => {
    const response = await ask(input, init)
    if ("brokenOff" in window && window.brokenOff) return response
    if (!new Headers(init?.headers).has("next-action")) return response
    Object.assign(window, { brokenOff: true })
    const whole = new Uint8Array(await response.arrayBuffer())
    const pieces = [whole.subarray(0, whole.length / 2)]
    const body = new ReadableStream({
      pull(controller) {
        const piece = pieces.pop()
        if (piece) controller.enqueue(piece)
        else controller.error(new TypeError("network error"))
      },
    })
    return new Response(body, response)
  }
}
