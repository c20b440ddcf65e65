import { expect, test } from "@/tests/support/browser/fixtures"
import { button, composer, converse, messages, send } from "@/tests/support/browser/screen"
import { PLAIN_ANSWER } from "@/tests/support/provider/scenarios"

test("A message whose stored bytes are another's says so, and the rest of the chat is there", async ({
  page,
  db,
}) => {
  await page.goto("/")
  await converse(page, "Is the garden open in winter?")
  await converse(page, "And in spring, is it open then?")
  await db`
    update messages m set body = o.body from messages o
    where (m.position, o.position) in ((1, 4), (4, 1)) and o.chat_id = m.chat_id`
  await page.reload()
  await expect(messages(page, "You").first()).toContainText("Unreadable message")
  await expect(messages(page, "You").last()).toContainText("And in spring, is it open then?")
  await expect(messages(page, "Assistant").first()).toContainText(PLAIN_ANSWER)
  await expect(messages(page, "Assistant").last()).toContainText("Unreadable message")
  await expect(messages(page, "You").first()).not.toContainText(PLAIN_ANSWER)
})

test("A visitor whose key does not open can look at what is stored, take it along and erase it, but add nothing", async ({
  page,
  db,
}) => {
  await page.goto("/")
  await converse(page, "Is the garden open in winter?")
  const chat = page.url()
  await db`update session_keys set wrapped_key = decode(repeat('00', length(wrapped_key)), 'hex')`
  for (const path of ["/", chat, "/my-data", "/privacy"]) {
    const response = await page.goto(path)
    expect(response?.status(), path).toBe(200)
  }
  await page.goto(chat)
  await expect(messages(page, "You")).toContainText("Unreadable message")
  await send(page, "Is anybody there?")
  await expect(page.getByText("can no longer be opened")).toBeVisible()
  await expect(composer(page)).toHaveValue("Is anybody there?")
  expect(await db`select from messages`).toHaveLength(2)

  await page.goto("/my-data")
  await expect(page.getByText("nobody can read it")).toBeVisible()
  const taken = await (await page.request.get("/api/my-data")).json()
  expect(taken.chats[0]).toMatchObject({ unreadable: true })
  expect(taken.chats[0].messages).toMatchObject([{ unreadable: true }, { unreadable: true }])
  await button(page, "Erase everything").click()
  await button(page.getByRole("alertdialog"), "Erase").click()
  await expect(page.getByText("Nothing is stored.")).toBeVisible()
  await page.goto("/")
  await converse(page, "And now?")
})
