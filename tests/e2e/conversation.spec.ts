import { expect, test } from "@/tests/support/browser/fixtures"
import {
  button,
  chatLinks,
  converse,
  expectFinished,
  lastReply,
  messages,
  openChatId,
  send,
} from "@/tests/support/browser/screen"
import { answer, heldAnswer, PLAIN_ANSWER, splitEmoji } from "@/tests/support/provider/scenarios"

const QUESTION = "When does the reading room open on weekdays?"

test("A question is answered, and both are there after a reload", async ({ page, provider }) => {
  await page.goto("/")
  await converse(page, QUESTION)
  await page.reload()
  await expect(messages(page, "You")).toHaveText([new RegExp(escaped(QUESTION))])
  await expect(lastReply(page)).toContainText(PLAIN_ANSWER)
  await provider.expectRequests(1)
})

test("The words of an answer appear one by one as they are written", async ({ page, provider }) => {
  await provider.play(heldAnswer("One two three four"))
  await page.goto("/")
  await send(page, QUESTION)
  const words = ["One", "two", "three", "four"]
  for (const count of words.keys()) {
    await provider.release()
    await expect(lastReply(page)).toContainText(words.slice(0, count + 1).join(" "))
    for (const later of words.slice(count + 1)) await expect(lastReply(page)).not.toContainText(later)
  }
  await expectFinished(page)
})

test("A question of one's own is shown at once, before any answer", async ({ page, provider }) => {
  await provider.play(heldAnswer(PLAIN_ANSWER))
  await page.goto("/")
  await send(page, QUESTION)
  await expect(messages(page, "You")).toContainText(QUESTION)
  await expect(button(page, "Stop")).toBeVisible()
})

test("Reloading in the middle of an answer continues the same answer", async ({ page, provider }) => {
  await provider.play(heldAnswer(PLAIN_ANSWER))
  await page.goto("/")
  await send(page, QUESTION)
  await provider.release(3)
  await expect(lastReply(page)).toContainText("The reading room")
  await openChatId(page)
  await page.reload()
  await expect(lastReply(page)).toContainText("The reading room")
  await expect(button(page, "Stop")).toBeVisible()
  await provider.release(20)
  await expect(lastReply(page)).toContainText(PLAIN_ANSWER)
  await expectFinished(page)
  await expect(messages(page, "Assistant")).toHaveCount(1)
  await provider.expectRequests(1)
})

test("Another visitor sees nothing of a conversation", async ({ page, visitor }) => {
  await page.goto("/")
  await converse(page, QUESTION)
  const address = page.url()
  await expect(chatLinks(page)).toHaveCount(1)
  const stranger = await visitor()
  await stranger.goto("/")
  await expect(chatLinks(stranger)).toHaveCount(0)
  await expect(stranger.getByText(QUESTION)).toHaveCount(0)
  const response = await stranger.request.get(address)
  expect(response.status()).toBe(404)
  expect(await response.text()).not.toContain(QUESTION)
})

test("Stopping an answer keeps what was written so far, marked Stopped", async ({ page, provider }) => {
  await provider.play(heldAnswer(PLAIN_ANSWER))
  await page.goto("/")
  await send(page, QUESTION)
  await provider.release(3)
  await expect(lastReply(page)).toContainText("The reading room")
  await button(page, "Stop").click()
  await expect(lastReply(page)).toContainText("Stopped")
  await expect.poll(async () => (await provider.requests())[0]?.aborted, { timeout: 10_000 }).toBe(true)
  await page.reload()
  await expect(lastReply(page)).toContainText("The reading room")
  await expect(lastReply(page)).toContainText("Stopped")
  await expect(lastReply(page)).not.toContainText("nine")
})

test("Closing the page does not stop the answer", async ({ page, context, provider }) => {
  await provider.play(heldAnswer(PLAIN_ANSWER))
  await page.goto("/")
  await send(page, QUESTION)
  await provider.release(2)
  await expect(lastReply(page)).toContainText("The reading")
  const address = await openChatId(page)
  await page.close()
  await provider.release(20)
  await expect.poll(async () => (await provider.requests())[0]?.aborted).toBe(false)
  const reopened = await context.newPage()
  await reopened.goto(`/chat/${address}`)
  await expect(lastReply(reopened)).toContainText(PLAIN_ANSWER)
  await expectFinished(reopened)
})

test("Two tabs see the same answer grow", async ({ page, context, provider }) => {
  await provider.play(heldAnswer(PLAIN_ANSWER))
  await page.goto("/")
  await send(page, QUESTION)
  await provider.release(2)
  await expect(lastReply(page)).toContainText("The reading")
  await openChatId(page)
  const second = await context.newPage()
  await second.goto(page.url())
  await expect(lastReply(second)).toContainText("The reading")
  await provider.release(2)
  for (const tab of [page, second]) await expect(lastReply(tab)).toContainText("The reading room opens")
  await provider.release(20)
  for (const tab of [page, second]) await expect(lastReply(tab)).toContainText(PLAIN_ANSWER)
  await provider.expectRequests(1)
})

test("A follow-up question is asked with what was said before", async ({ page, provider }) => {
  await page.goto("/")
  await converse(page, QUESTION)
  await provider.play(answer("Yes, until eight on Thursdays."))
  await converse(page, "Is it ever open later than that?")
  const shown = (await provider.requests())[1]?.body.messages.map(({ role, content }) => [role, content])
  expect(shown?.slice(-3)).toEqual([
    ["user", QUESTION],
    ["assistant", PLAIN_ANSWER],
    ["user", "Is it ever open later than that?"],
  ])
  expect(shown?.[0]?.[0]).toBe("system")
})

test("Asking again replaces the answer", async ({ page, provider }) => {
  await page.goto("/")
  await converse(page, QUESTION)
  await provider.play(answer("Ask at the desk, please, they know best."))
  await button(lastReply(page), "Retry").click()
  await expect(lastReply(page)).toContainText("Ask at the desk")
  await expect(messages(page, "Assistant")).toHaveCount(1)
  await page.reload()
  await expect(lastReply(page)).toContainText("Ask at the desk")
  await expect(messages(page, "Assistant")).toHaveCount(1)
})

test("Rewording a question asks again, and what followed is replaced", async ({ page, provider }) => {
  await page.goto("/")
  await converse(page, QUESTION)
  await converse(page, "Is it ever open later than that?")
  await provider.play(answer("On Sundays it stays closed all day."))
  await button(messages(page, "You").first(), "Edit").click()
  await messages(page, "You").first().getByRole("textbox").fill("When does it open on Sundays?")
  await button(messages(page, "You").first(), "Save").click()
  await expect(lastReply(page)).toContainText("On Sundays it stays closed all day.")
  await expectFinished(page)
  await page.reload()
  await expect(messages(page, "You")).toHaveCount(1)
  await expect(messages(page, "You")).toContainText("When does it open on Sundays?")
  await expect(messages(page, "Assistant")).toHaveCount(1)
})

test("Emoji that arrive in halves are shown whole", async ({ page, provider }) => {
  await provider.play(splitEmoji)
  await page.goto("/")
  await converse(page, QUESTION)
  const whole = "Smile 😀 family 👨‍👩‍👧 flag 🇫🇷 end"
  await expect(lastReply(page)).toContainText(whole)
  await page.reload()
  await expect(lastReply(page)).toContainText(whole)
})

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
}
