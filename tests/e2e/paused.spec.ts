import type postgres from "postgres"
import { action, answerTo, type Conversation, converse } from "@/tests/support/app/client"
import { ONLY_LONG } from "@/tests/support/app/settings"
import { expect, test } from "@/tests/support/browser/fixtures"
import { button, composer, expectFinished, lastReply, messages, send } from "@/tests/support/browser/screen"
import {
  clearSettings,
  openSettings,
  PAUSED,
  pauseAnswering,
  pausedNotice,
} from "@/tests/support/browser/settings-page"
import { heldAnswer } from "@/tests/support/provider/scenarios"

test.afterEach(({ db, request }) => clearSettings(db, request))

test("Pausing takes no new messages, loses no words, and lets running answers finish", async ({
  page,
  visitor,
  provider,
  db,
}) => {
  await openSettings(page)
  const writer = await visitor()
  await writer.goto("/")
  const reader = await visitor()
  await reader.goto("/")
  await provider.play(heldAnswer("one two three"))
  await send(reader, "Count.")
  await provider.expectRequests(1)
  await pauseAnswering(page)
  const dashboard = await page.context().newPage()
  await dashboard.goto("/admin")
  await expect(dashboard.getByText("Answering is paused")).toBeVisible()

  await provider.release(3)
  await expectFinished(reader)
  await expect(lastReply(reader)).toContainText("one two three")
  await send(reader, "And then?")
  await expect(pausedNotice(reader)).toHaveText(PAUSED)
  await expect(composer(reader)).toHaveValue("And then?")
  await expect(messages(reader, "You")).toHaveCount(1)
  await button(lastReply(reader), "Retry").click()
  await expect(lastReply(reader)).toContainText("one two three")

  await send(writer, "A first question.")
  await expect(pausedNotice(writer)).toHaveText(PAUSED)
  await expect(composer(writer)).toHaveValue("A first question.")
  expect(await writer.context().cookies()).toEqual([])
  expect(await rows(db)).toEqual({ sessions: 1, messages: 2 })
  await provider.expectRequests(1)

  const late = await visitor()
  await late.goto("/")
  await expect(pausedNotice(late)).toHaveText(PAUSED)
  await reader.reload()
  await expect(pausedNotice(reader)).toHaveText(PAUSED)
  await expect(lastReply(reader)).toContainText("one two three")
  await expect(composer(reader)).toHaveValue("And then?")

  await page.getByRole("switch", { name: "Answer visitors" }).click()
  await expect(page.getByText("Saved. In effect within a second.")).toBeVisible()
  await provider.reset()
  await button(reader, "Send").click()
  await expect(messages(reader, "Assistant")).toHaveCount(2)
  await expectFinished(reader)
  await expect(pausedNotice(reader)).toBeHidden()
  await button(writer, "Send").click()
  await expectFinished(writer)
})

test(
  "A message accepted before the pause still finds its reply when it is sent again",
  ONLY_LONG,
  async ({ page, db }) => {
    const asked = await converse("Was it heard?")
    await openSettings(page)
    await pauseAnswering(page)
    const again = await answerTo(sendAgain(asked, "Was it heard?"), asked.cookie)
    expect(again.body).toContain(`"replyId":"${asked.replyId}"`)
    const another = await answerTo(sendAgain({ ...asked, messageId: asked.replyId }, "Another?"))
    expect(another.body).toContain('"code":"paused"')
    expect(another.headers["set-cookie"]).toBeUndefined()
    expect(await rows(db)).toMatchObject({ sessions: 1 })
  },
)

function sendAgain({ chatId, messageId }: Conversation, text: string) {
  return action("sendMessage", { chatId, messageId, text })
}

async function rows(db: postgres.Sql) {
  const [row] = await db`
    select (select count(*)::int from sessions) as sessions, (select count(*)::int from messages) as messages`
  return row
}
