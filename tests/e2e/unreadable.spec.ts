import { expect, test } from "@/tests/support/browser/fixtures"
import { converse, messages } from "@/tests/support/browser/screen"
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
