import type { Page } from "@playwright/test"
import { ONLY_LONG } from "@/tests/support/app/settings"
import { captureAction, newMessage, replay, resultOf } from "@/tests/support/browser/actions"
import { expect, test } from "@/tests/support/browser/fixtures"
import {
  button,
  composer,
  converse,
  expectFinished,
  messages,
  open,
  openChatId,
  send,
} from "@/tests/support/browser/screen"
import { heldAnswer, PLAIN_ANSWER } from "@/tests/support/provider/scenarios"

const LIMIT = 32_768
/** Several bytes a character, so that characters and bytes cannot be taken for each other. */
const LONGEST = `${"ä€😀 ".repeat(3276)}12345678`

test("An empty message and mere spaces cannot be sent", async ({ page, provider, db }) => {
  await open(page)
  await expect(button(page, "Send")).toBeDisabled()
  await composer(page).fill("  \n ")
  await expect(button(page, "Send")).toBeDisabled()
  await composer(page).press("Enter")
  // Whatever that had sent would be there before this.
  await converse(page, "Something after all")
  await provider.expectRequests(1)
  expect(await db`select 1 from messages where role = 'user'`).toHaveLength(1)
})

test("Shift and Enter breaks the line, Enter alone sends", async ({ page, provider }) => {
  await open(page)
  await composer(page).pressSequentially("first line")
  await composer(page).press("Shift+Enter")
  await composer(page).pressSequentially("second line")
  await composer(page).press("Enter")
  await provider.expectRequests(1)
  expect((await provider.requests())[0]?.body.messages.at(-1)?.content).toBe("first line\nsecond line")
})

test("The longest message is kept and given back equal", async ({ page, provider }) => {
  expect(Buffer.byteLength(LONGEST)).toBe(LIMIT)
  await page.goto("/")
  await converse(page, LONGEST)
  await page.reload()
  expect(await shownWords(page)).toContain(LONGEST)
  await provider.expectRequests(1)
})

test("One byte more than the longest message is refused in words, and what was written stays", async ({
  page,
  provider,
}) => {
  await page.goto("/")
  const text = `${LONGEST}9`
  await send(page, text)
  await expect(page.getByText("Too long by 1 byte")).toBeVisible()
  await expect(composer(page)).toHaveValue(text)
  await converse(page, "Something shorter after all")
  await provider.expectRequests(1)
})

test("A hint at the message goes with what it was about", async ({ page, provider }) => {
  await provider.play(heldAnswer(PLAIN_ANSWER))
  await page.goto("/")
  await send(page, "A question that is in order")
  await openChatId(page)
  await composer(page).fill("And another one")
  await composer(page).press("Enter")
  const hint = page.getByText("The answer is still being written. Stop it or wait, then send.")
  await expect(hint).toBeVisible()
  await provider.release(100)
  await expectFinished(page)
  await expect(hint).toHaveCount(0)
  await expect(composer(page)).toHaveValue("And another one")
})

const refused = [
  { what: "One byte more", text: `${LONGEST}9`, code: "too_long" },
  { what: "200,000 times the letter a", text: "a".repeat(200_000), code: "too_long" },
  { what: "NUL", text: "before\0after", code: "malformed" },
  { what: "half of an emoji", text: "before\ud83dafter", code: "malformed" },
  { what: "nothing", text: "", code: "empty" },
  { what: "mere spaces", text: " \n\t ", code: "empty" },
]

test("A text that cannot be stored is refused by the server in words, whatever the page let through", async ({
  page,
  db,
  provider,
}) => {
  await page.goto("/")
  const request = await captureAction(page, () => send(page, "A question that is in order"))
  await openChatId(page)
  await provider.expectRequests(1)
  for (const { what, text, code } of refused) {
    const response = await replay(page.request, request, newMessage(text))
    expect(response.status(), what).toBe(200)
    const result = await resultOf(response)
    expect(result, what).toMatchObject({ ok: false, error: { code } })
    expect(result.error?.message, what).toMatch(/^[A-Z].*\.$/)
  }
  expect(await db`select 1 from messages where role = 'user'`).toHaveLength(1)
  await provider.expectRequests(1)
})

test("Arguments of an action in another shape are refused, never a failure of the server", async ({
  page,
  db,
}) => {
  await page.goto("/")
  const request = await captureAction(page, () => send(page, "A question that is in order"))
  await openChatId(page)
  const { chatId, messageId, text } = newMessage("A question with wrong ids")
  const shapes = [
    [],
    [null],
    ["words"],
    [{ chatId, messageId }],
    [{ chatId: "1", messageId, text }],
    [{ chatId, messageId: "00000000-0000-4000-8000-000000000000", text }],
    [{ chatId, messageId, text: 7 }],
    [{ chatId: { $ne: null }, messageId, text }],
  ]
  for (const shape of shapes) {
    const response = await page.request.post(request.url, {
      headers: request.headers,
      data: JSON.stringify(shape),
    })
    expect(response.status(), JSON.stringify(shape)).toBe(200)
    expect(await resultOf(response)).toMatchObject({ ok: false, error: { code: "invalid" } })
  }
  expect(await db`select 1 from messages where role = 'user'`).toHaveLength(1)
})

const plain = [
  { what: "HTML", text: "<script>alert(1)</script><b>bold</b><img src=x onerror=alert(1)>", how: {} },
  { what: "Right-to-left script", text: "متى تفتح قاعة القراءة؟ the hall", how: ONLY_LONG },
  { what: "Emoji", text: "Is this fine 👩🏽‍🚀🏳️‍🌈 to ask?", how: ONLY_LONG },
  { what: "Markdown", text: "**x** and [a link](https://example.org) and # no heading", how: ONLY_LONG },
]

for (const { what, text, how } of plain) {
  test(`${what} typed by a visitor is shown as it was typed`, how, async ({ page }) => {
    await page.goto("/")
    await converse(page, text)
    expect(await shownWords(page)).toContain(text)
    await page.reload()
    expect(await shownWords(page)).toContain(text)
    await expect(messages(page, "You").locator("b, strong, script, img, a, h1")).toHaveCount(0)
  })
}

async function shownWords(page: Page): Promise<string | null> {
  return messages(page, "You").textContent()
}
