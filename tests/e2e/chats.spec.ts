import type { Locator, Page } from "@playwright/test"
import { ONLY_LONG } from "@/tests/support/app/settings"
import {
  type ActionRequest,
  captureAction,
  newMessage,
  replay,
  resultOf,
  sendAll,
} from "@/tests/support/browser/actions"
import { expect, test } from "@/tests/support/browser/fixtures"
import {
  button,
  chatLinks,
  chooseOption,
  composer,
  converse,
  messages,
  openChatId,
  rename,
  send,
} from "@/tests/support/browser/screen"

test("Chats are listed by their first question, newest first", async ({ page }) => {
  await page.goto("/")
  await converse(page, "How old is the oldest book here?")
  await newChat(page)
  await converse(page, "May I take photographs in the hall?")
  await expect(chatLinks(page)).toHaveText([/May I take photographs/, /How old is the oldest book/])
  await chatLinks(page).last().click()
  await expect(messages(page, "You")).toContainText("How old is the oldest book here?")
  await converse(page, "And the oldest map, is it older?")
  await expect(chatLinks(page)).toHaveText([/How old is the oldest book/, /May I take photographs/])
})

test("A chat can be renamed, and keeps its name", async ({ page }) => {
  await page.goto("/")
  await converse(page, "How old is the oldest book here?")
  await rename(page, "Old books")
  await expect(chatLinks(page)).toHaveText([/Old books/])
  await page.reload()
  await expect(chatLinks(page)).toHaveText([/Old books/])
})

test("A deleted chat is gone for good", async ({ page, db }) => {
  await page.goto("/")
  await converse(page, "How old is the oldest book here?")
  const address = page.url()
  expect(await db`select 1 from messages`).toHaveLength(2)
  await chooseOption(page, "Delete")
  await button(page.getByRole("alertdialog"), "Delete").click()
  // Behind the open question there is no list for a role to find.
  await expect(page.getByRole("alertdialog")).toBeHidden()
  await expect(chatLinks(page)).toHaveCount(0)
  expect((await page.request.get(address)).status()).toBe(404)
  expect(await db`select 1 from messages`).toHaveLength(0)
})

test("A chat is found by a word of its first question", async ({ page }) => {
  await page.goto("/")
  await converse(page, "How old is the oldest book here?")
  await newChat(page)
  await converse(page, "May I take photographs in the hall?")
  await expect(chatLinks(page)).toHaveCount(2)
  const search = page.getByRole("searchbox", { name: "Search chats", exact: true })
  await search.fill("OLDEST")
  await expect(chatLinks(page)).toHaveText([/How old is the oldest book/])
  await search.fill("gardens")
  await expect(page.getByText("Nothing like that is said in your chats as they are shown now.")).toBeVisible()
  await expect(chatLinks(page)).toHaveCount(0)
  await search.press("Escape")
  await expect(search).toHaveValue("")
  await expect(chatLinks(page)).toHaveText([/May I take photographs/, /How old is the oldest book/])
})

test.describe("Far from the server", () => {
  test.use({ timezoneId: "Pacific/Kiritimati" })

  test(
    "Chats stand under the visitor's days, also after midnight, and their tabs tell them apart without words",
    ONLY_LONG,
    async ({ page, db }) => {
      await page.clock.install({ time: new Date("2026-11-28T09:30:00Z") })
      for (const question of ["How old is the oldest book here?", "May I take photographs in the hall?"]) {
        await page.goto("/")
        await expect(page).toHaveTitle("Alcove")
        await converse(page, question)
        await expect(page).toHaveTitle(/^Chat of 28 November, \d\d?:\d\d:\d\d.* · Alcove$/)
        // The names tell seconds apart, which is enough for a person.
        await page.clock.fastForward(1000)
      }
      const titles = [await page.title()]
      await chatLinks(page).last().click()
      await expect(messages(page, "You")).toContainText("oldest book")
      await expect(page).toHaveTitle(/^Chat of 28 November/)
      titles.push(await page.title())
      expect(new Set(titles).size).toBe(2)
      await page.reload()
      await expect(page).toHaveTitle(titles[1] ?? "")

      await db`update chats set updated_at = case id when ${await openChatId(page)} then '2026-11-28 09:20Z'::timestamptz
      else '2026-11-27 09:50Z' end`
      await page.reload()
      const list = page.getByRole("navigation", { name: "Chats", exact: true })
      await expect(list.getByRole("heading")).toHaveText(["Today", "Yesterday"])
      await expect(list.getByRole("list", { name: "Yesterday" }).getByRole("link")).toHaveText([
        /photographs/,
      ])
      await page.clock.fastForward("40:00")
      await expect(list.getByRole("heading")).toHaveText(["Yesterday", "Previous 7 days"])
      await list.getByRole("searchbox").fill("PHOTO")
      await expect(list.getByRole("heading")).toHaveText(["Previous 7 days"])
      await page.getByRole("link", { name: "New chat" }).first().click()
      await expect(page).toHaveTitle("Alcove")
    },
  )
})

test("A title that the server sends late does not take the chat's name from the tab", async ({ page }) => {
  await page.goto("/")
  await converse(page, "How old is the oldest book here?")
  await expect(page).toHaveTitle(/^Chat of .* · Alcove$/)
  const title = await page.title()
  await page.route("**/chat/*", async (route) => {
    const response = await route.fetch()
    const html = await response.text()
    const late = /<title>.*?<\/title>/.exec(html)?.[0] ?? ""
    await route.fulfill({ response, body: html.replace(late, "").replace("</body>", `${late}</body>`) })
  })
  await page.reload()
  await expect(page).toHaveTitle(title)
})

test("A long list of chats arrives fifty at a time", ONLY_LONG, async ({ page }) => {
  const request = await firstSend(page)
  for (let batch = 0; batch < 12; batch += 1) {
    const copies = Array.from({ length: 5 }, (_, index) =>
      newMessage(`Question number ${batch * 5 + index + 1}`),
    )
    const responses = await Promise.all(copies.map((copy) => replay(page.request, request, copy)))
    for (const response of responses) expect(await resultOf(response)).toMatchObject({ ok: true })
  }
  await page.goto("/")
  await expect(chatLinks(page)).toHaveCount(50)
  const list = page.getByRole("navigation", { name: "Chats", exact: true })
  await button(list, "Show more").press("Enter")
  await expect(chatLinks(page)).toHaveCount(61)
  await expect(chatLinks(page).nth(50)).toBeFocused()
})

test("A long chat opens at its end, and older messages come without moving what is read", async ({
  page,
}) => {
  const request = await firstSend(page)
  const chatId = await openChatId(page)
  await sendAll(page.request, request, chatId, numbered(2, 60))
  await page.goto(`/chat/${chatId}`)
  const articles = page.getByRole("log", { name: "Conversation", exact: true }).getByRole("article")
  await expect(articles).toHaveCount(50)
  await expect(messages(page, "You").last()).toContainText("Question number 60.")
  await expect(messages(page, "You").last()).toBeInViewport()
  const marker = messages(page, "You").filter({ hasText: "Question number 36." })
  const { promise: mayLoad, resolve: load } = Promise.withResolvers<void>()
  await page.route("**/*", async (route) => {
    if (route.request().method() === "POST") await mayLoad
    await route.continue()
  })
  await marker.scrollIntoViewIfNeeded()
  const before = await top(marker)
  load()
  await expect(articles).toHaveCount(100)
  expect(Math.abs((await top(marker)) - before)).toBeLessThan(4)
  await button(page, "Show earlier messages").focus()
  await expect(articles).toHaveCount(120)
  await expect(page.getByRole("main")).toBeFocused()
})

async function firstSend(page: Page): Promise<ActionRequest> {
  await page.goto("/")
  const request = await captureAction(page, () => send(page, "Question number 1."))
  await openChatId(page)
  await expect(button(messages(page, "Assistant"), "Copy")).toBeVisible()
  return request
}

function numbered(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => `Question number ${from + index}.`)
}

async function newChat(page: Page) {
  await page.getByRole("link", { name: "New chat" }).or(button(page, "New chat")).first().click()
  await expect(composer(page)).toBeFocused()
}

async function top(locator: Locator): Promise<number> {
  return (await locator.boundingBox())?.y ?? Number.NaN
}
