import { v7 as uuid } from "uuid"
import { APP_URL, ONLY_LONG } from "@/tests/support/app/settings"
import { captureAction, newMessage, replay, resultOf } from "@/tests/support/browser/actions"
import { expect, test } from "@/tests/support/browser/fixtures"
import { read } from "@/tests/support/browser/neutral"
import {
  button,
  converse,
  expectFinished,
  lastReply,
  messages,
  openChatId,
  send,
} from "@/tests/support/browser/screen"
import { heldAnswer, PLAIN_ANSWER } from "@/tests/support/provider/scenarios"

const QUESTION = "Is there a quiet room for reading aloud?"

test("Opening the page sets no cookie and leaves no row", async ({ page, context, db }) => {
  await page.goto("/", { waitUntil: "networkidle" })
  expect(await context.cookies()).toEqual([])
  expect(await db`select id from sessions`).toHaveLength(0)
})

test("The first message sets one cookie that scripts and other sites cannot use", async ({
  page,
  context,
  db,
}) => {
  await page.goto("/")
  await converse(page, QUESTION)
  const cookies = await context.cookies()
  expect(cookies).toHaveLength(1)
  expect(cookies[0]).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/" })
  expect(await db`select id from sessions`).toHaveLength(1)
})

test("A first message sent ten times at once is one visitor, one question and one answer", async ({
  page,
  db,
  provider,
  playwright,
}) => {
  await page.goto("/")
  const request = await captureAction(page, () => send(page, "A question of somebody else entirely"))
  await provider.expectRequests(1)
  const message = newMessage(QUESTION)
  const strangers = await Promise.all(
    Array.from({ length: 10 }, () => playwright.request.newContext({ baseURL: APP_URL })),
  )
  const responses = await Promise.all(strangers.map((stranger) => replay(stranger, request, message)))
  for (const response of responses) expect(await resultOf(response)).toMatchObject({ ok: true })
  await expect
    .poll(() => db`select 1 from messages where chat_id = ${message.chatId} and role = 'assistant'`)
    .toHaveLength(1)
  expect(await provider.requests(), "one for each of the two questions").toHaveLength(2)
  expect(
    await db`select 1 from sessions s join chats c on c.session_id = s.id where c.id = ${message.chatId}`,
  ).toHaveLength(1)
  expect(await db`select 1 from sessions`).toHaveLength(2)
  expect(await db`select 1 from messages where chat_id = ${message.chatId} and role = 'user'`).toHaveLength(1)
  for (const stranger of strangers) {
    const opened = await stranger.get(`/chat/${message.chatId}`)
    expect(opened.status()).toBe(200)
    await stranger.dispose()
  }
})

test.describe("An address of a chat that is not one's own", () => {
  test("reads exactly like one that never was", async ({ page, visitor }) => {
    await page.goto("/")
    await converse(page, QUESTION)
    const theirs = await openChatId(page)
    const stranger = await visitor()
    await stranger.goto("/")
    await converse(stranger, "A question of my own, to be somebody here")
    for (const path of [(id: string) => `/chat/${id}`, (id: string) => `/api/chats/${id}/reply?after=0`]) {
      const own = await page.request.get(path(theirs))
      expect(own.status(), "the owner's answer").toBeLessThan(300)
      const [foreign, unknown] = await Promise.all(
        [theirs, uuid()].map((id) => read(stranger.request, path(id))),
      )
      expect(foreign?.status).toBe(404)
      expect(foreign).toEqual(unknown)
    }
  })

  test("cannot be written to: the words stay in the box of the visitor who sent them", async ({
    page,
    visitor,
    db,
  }) => {
    await page.goto("/")
    const request = await captureAction(page, () => send(page, QUESTION))
    const theirs = await openChatId(page)
    await expectFinished(page)
    const before = await db`select * from messages where chat_id = ${theirs}`
    const stranger = await visitor()
    await stranger.goto("/")
    await converse(stranger, "A question of my own, to be somebody here")
    const results = [theirs, uuid()].map(async (id) => {
      const response = await replay(
        stranger.request,
        request,
        newMessage("Let me into this conversation", id),
      )
      return Object.keys(await resultOf(response))
    })
    const [foreign, unknown] = await Promise.all(results)
    expect(foreign).toEqual(unknown)
    const [owner] = before
    expect(await db`select * from messages where session_id = ${owner?.session_id}`).toEqual(before)
    await page.reload()
    await expect(messages(page, "You")).toHaveCount(1)
    expect(await (await stranger.request.get(`/chat/${theirs}`)).text()).not.toContain(QUESTION)
  })

  test("cannot be stopped or asked again", ONLY_LONG, async ({ page, visitor, provider, db }) => {
    const stranger = await visitor()
    await stranger.goto("/")
    await converse(stranger, "A question of my own, to be somebody here")
    await page.goto("/")
    await converse(page, QUESTION)
    await provider.play(heldAnswer(PLAIN_ANSWER))
    const retry = await captureAction(page, () => button(lastReply(page), "Retry").click())
    await provider.release(2)
    await expect(lastReply(page)).toContainText("The reading")
    const before = await db`select * from messages`
    const response = await replay(stranger.request, retry, { ...retry.input, replyId: uuid() })
    expect(await resultOf(response)).toMatchObject({ ok: false, error: { code: "not_found" } })
    expect(await db`select * from messages`).toEqual(before)
    const stop = await captureAction(page, () => button(page, "Stop").click())
    await expect(lastReply(page)).toContainText("Stopped")
    await button(lastReply(page), "Retry").click()
    await provider.expectRequests(4)
    await replay(stranger.request, stop, stop.input)
    await provider.release(20)
    await expect(lastReply(page)).toContainText(PLAIN_ANSWER)
  })
})
