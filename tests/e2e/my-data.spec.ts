import { readFile } from "node:fs/promises"
import { ONLY_LONG } from "@/tests/support/app/settings"
import { captureAction, replay, resultOf } from "@/tests/support/browser/actions"
import { expect, test } from "@/tests/support/browser/fixtures"
import { allowMissing } from "@/tests/support/browser/missing"
import { beginErasing, eraseEverything, openMyData } from "@/tests/support/browser/my-data"
import {
  button,
  chatLinks,
  composer,
  converse,
  lastReply,
  messages,
  openChatId,
  send,
  storedKeys,
  tabTo,
} from "@/tests/support/browser/screen"
import { heldAnswer, PLAIN_ANSWER } from "@/tests/support/provider/scenarios"

const QUESTION = "Where may I leave my umbrella, please?"

test("Everything can be downloaded and erased with the keyboard alone, and nothing comes back", async ({
  page,
  context,
  db,
}) => {
  await allowMissing(page)
  await page.goto("/")
  await converse(page, QUESTION)
  const chatUrl = page.url()
  await composer(page).fill("Words that wait in a draft")
  await page.getByRole("radio", { name: "Dark", exact: true }).check()
  await tabTo(page, page.getByRole("link", { name: "My data", exact: true }).first())
  await page.keyboard.press("Enter")
  await expect(page.getByRole("heading", { name: "My data", level: 1 })).toBeVisible()
  await expect(page.getByText("1 chat with 2 messages")).toBeVisible()

  await tabTo(page, page.getByRole("link", { name: "Download my data", exact: true }))
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")])
  expect(download.suggestedFilename()).toBe("my-data.json")
  const exported = JSON.parse(await readFile(await download.path(), "utf8"))
  expect(exported.chats).toMatchObject([
    {
      title: QUESTION,
      messages: [
        { role: "user", text: QUESTION },
        { role: "assistant", text: PLAIN_ANSWER },
      ],
    },
  ])

  expect(await storedKeys(page)).toContain("alcove:theme")
  expect((await storedKeys(page)).filter((key) => key.startsWith("alcove:draft:"))).not.toEqual([])
  await tabTo(page, button(page, "Erase everything"))
  await page.keyboard.press("Enter")
  await expect(page.getByRole("alertdialog")).toBeVisible()
  await tabTo(page, button(page, "Erase"))
  await page.keyboard.press("Enter")

  await expect(page.getByRole("heading", { name: "Everything is erased" })).toBeFocused()
  await expect(page.getByText(/1 chat and 2 messages, their key and the cookie/)).toBeVisible()
  await expect(page.getByText("Nothing is stored.")).toBeVisible()
  await expect(button(page, "Erase everything")).toHaveCount(0)
  await expect(chatLinks(page)).toHaveCount(0)
  expect(await context.cookies()).toEqual([])
  expect(await storedKeys(page)).toEqual(["alcove:theme"])
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0)
  for (const table of ["sessions", "session_keys", "chats", "messages"])
    expect(await db`select 1 from ${db(table)}`, table).toHaveLength(0)

  await page.goBack()
  await expect(page).toHaveURL(chatUrl)
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible()
  expect(await page.content()).not.toContain("umbrella")
  await page.goForward()
  await expect(page.getByText("Nothing is stored.")).toBeVisible()
  await expect(page.getByRole("heading", { name: "Everything is erased" })).toHaveCount(0)
})

test("A visitor who writes after erasing is a new one", ONLY_LONG, async ({ page, db }) => {
  await page.goto("/")
  await converse(page, QUESTION)
  const [before] = await db`select id from sessions`
  await eraseEverything(page)
  await page.getByRole("link", { name: "New chat" }).first().click()
  await expect(composer(page)).toHaveValue("")
  await converse(page, "Good morning, I am new here.")
  const [after] = await db`select id from sessions`
  expect(after?.id).not.toBe(before?.id)
  await expect(chatLinks(page)).toHaveText([/Good morning/])
})

test(
  "After erasing, another tab of the same browser shows nothing of the chat any more",
  ONLY_LONG,
  async ({ page, context }) => {
    await page.goto("/")
    await converse(page, QUESTION)
    const other = await context.newPage()
    await other.goto(page.url())
    await expect(messages(other, "You")).toContainText(QUESTION)
    await eraseEverything(page)
    await expect(other).toHaveURL(/\/$/)
    await expect(composer(other)).toBeVisible()
    expect(await other.content()).not.toContain("umbrella")
  },
)

test("Erasing breaks off the answer that is being written", async ({ page, provider, db }) => {
  await page.goto("/")
  await provider.play(heldAnswer("This answer is never finished."))
  await send(page, QUESTION)
  await provider.release(2)
  await expect(lastReply(page)).toContainText("This answer")
  await eraseEverything(page)
  // Later than that the model is given up anyway.
  await expect.poll(async () => (await provider.requests())[0]?.aborted, { timeout: 10_000 }).toBe(true)
  expect(await db`select 1 from sessions`).toHaveLength(0)
  expect(await db`select 1 from messages`).toHaveLength(0)
})

test("A stranger has nothing stored: an empty export for everybody, and nothing to erase", async ({
  page,
  visitor,
}) => {
  await page.goto("/my-data")
  await expect(page.getByText("Nothing is stored.")).toBeVisible()
  await expect(button(page, "Erase everything")).toHaveCount(0)
  const answers = await Promise.all(
    [page, await visitor()].map(async ({ request }) => (await request.get("/api/my-data")).text()),
  )
  expect(answers).toEqual(['{"session":null,"chats":[]}\n', '{"session":null,"chats":[]}\n'])
})

test("Another visitor's export and erasure do not touch mine", async ({ page, visitor }) => {
  await page.goto("/")
  await converse(page, QUESTION)
  const chatId = await openChatId(page)
  const other = await visitor()
  await other.goto("/")
  await converse(other, "Something else entirely")
  expect(await (await other.request.get("/api/my-data")).text()).not.toContain("umbrella")
  await eraseEverything(other)
  await page.goto(`/chat/${chatId}`)
  await expect(messages(page, "You")).toContainText(QUESTION)
})

test(
  "Erasing again, and without a session, gives the same empty receipt",
  ONLY_LONG,
  async ({ page, request }) => {
    await page.goto("/")
    await converse(page, QUESTION)
    const yes = await beginErasing(page)
    const action = await captureAction(page, () => yes.click())
    await expect(page.getByRole("heading", { name: "Everything is erased" })).toBeVisible()
    const empty = { ok: true, erasedAt: null, chats: 0, messages: 0 }
    expect(await resultOf(await replay(page.request, action))).toEqual(empty)
    expect(await resultOf(await replay(request, action))).toEqual(empty)
  },
)

test("What can no longer be opened can still be erased", ONLY_LONG, async ({ page, visitor, db }) => {
  const other = await visitor()
  await other.goto("/")
  await converse(other, "Something else entirely")
  const yes = await beginErasing(other)
  const action = await captureAction(other, () => yes.click())
  await page.goto("/")
  await converse(page, QUESTION)
  await db`update session_keys set wrapped_key = set_byte(wrapped_key, 20, (get_byte(wrapped_key, 20) + 1) % 256)`
  const taken = await (await page.request.get("/api/my-data")).json()
  expect(taken.chats).toMatchObject([{ unreadable: true }])
  const receipt = await resultOf(await replay(page.request, action))
  expect(receipt).toMatchObject({ ok: true, chats: 1, messages: 2 })
  expect(await db`select from sessions`).toHaveLength(0)
})

test(
  "The export says what it is, a HEAD has no body, and other formats are refused",
  ONLY_LONG,
  async ({ page }) => {
    await page.goto("/")
    await converse(page, QUESTION)
    const { request } = page
    const json = await request.get("/api/my-data")
    expect(json.headers()).toMatchObject({
      "content-type": "application/json",
      "content-disposition": 'attachment; filename="my-data.json"',
      "cache-control": "private, no-store",
    })
    expect(json.headers()["set-cookie"]).toBeUndefined()
    const html = await request.get("/api/my-data?format=html")
    expect(html.headers()).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "content-disposition": 'attachment; filename="my-data.html"',
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    })
    expect(await html.text()).toContain(QUESTION)
    const head = await request.head("/api/my-data")
    expect(head.status()).toBe(200)
    expect(await head.body()).toHaveLength(0)
    const other = await request.get("/api/my-data?format=pdf")
    expect(other.status()).toBe(400)
    expect((await other.json()).error).toContain("format=html")
  },
)

test("A visitor can be forgotten sooner, but not later", async ({ page, db }) => {
  await page.goto("/")
  await converse(page, QUESTION)
  await openMyData(page)
  await expect(page.getByRole("radio")).toHaveCount(3 + 3)
  await page.getByRole("radio", { name: "1 day" }).check()
  const action = await captureAction(page, () => button(page, "Keep it shorter").click())
  await expect(page.getByText("everything is kept for 1 day after your last message")).toBeVisible()
  await expect(page.getByText(/Kept until (tomorrow, )?\d\d:\d\d\./)).toBeVisible()
  await expect(page.getByRole("radio", { name: "1 hour" })).toBeVisible()
  await expect(page.getByRole("radio", { name: "1 day" })).toHaveCount(0)
  for (const retention of [86_400, 7 * 86_400, 1, -1, 3600.5, Number.MAX_SAFE_INTEGER]) {
    const answer = await resultOf(await replay(page.request, action, { retention }))
    expect(answer, `${retention} s`).toMatchObject({ ok: false, error: { code: "invalid" } })
  }
  expect(await db`select retention from sessions`).toEqual([{ retention: 86_400 }])
})

test(
  "Privacy is one step away on every page, and the notice names the provider",
  ONLY_LONG,
  async ({ page, browser }) => {
    // A browser complains about pages that are not there; here they are wanted.
    const stranger = await browser.newPage()
    for (const url of ["/", "/my-data", "/nowhere", "/chat/01900000-0000-7000-8000-000000000000"]) {
      await stranger.goto(url)
      await expect(stranger.getByRole("link", { name: "Privacy" }).first(), url).toBeVisible()
    }
    await stranger.close()
    await page.goto("/privacy")
    await expect(page.getByText(/Version [0-9a-f]{8}\./)).toBeVisible()
    await expect(page.getByText(/sent to 127\.0\.0\.1:\d+/)).toBeVisible()
    await expect(page.getByText("kept for 30 days after your last message")).toBeVisible()
    await page.setViewportSize({ width: 360, height: 740 })
    await page.getByRole("link", { name: "My data" }).last().click()
    await expect(page).toHaveURL(/\/my-data$/)
  },
)
