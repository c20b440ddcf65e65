import { action, answerTo, converse as begin, followReply } from "@/tests/support/app/client"
import { APP_URL, ONLY_LONG } from "@/tests/support/app/settings"
import { expect, test } from "@/tests/support/browser/fixtures"
import { eraseEverything } from "@/tests/support/browser/my-data"
import {
  COMMENT,
  converseTwice,
  expectNothingShared,
  expectUnshared,
  PRIVATE,
  PRIVATE_ANSWER,
  QUESTION,
  SHARED,
  share,
  toOperator,
} from "@/tests/support/browser/rating"
import { button, converse, lastReply, messages } from "@/tests/support/browser/screen"
import { signIn } from "@/tests/support/browser/sign-in"
import { dump, readable } from "@/tests/support/database/dump"
import { listen } from "@/tests/support/provider/received"
import { answer, PLAIN_ANSWER } from "@/tests/support/provider/scenarios"
import { xssPayloads, xssTexts } from "@/tests/support/security/xss"
import { findOffences, listenForAlarms } from "@/tests/support/security/xss-alarms"

const PRIVATE_COMMENT = "Good to know about trombones."
const PAGES = ["/admin", SHARED, "/admin/settings", "/admin/security"]

test("What a visitor shares is all the operator reads, until it is no longer shared", async ({
  page,
  provider,
  visitor,
  db,
}) => {
  await converseTwice(page, provider)
  const [first, second] = [messages(page, "Assistant").first(), lastReply(page)]
  const operator = await visitor()
  const received = await listen(operator)
  await signIn(operator, SHARED)
  await expect(operator.getByRole("heading", { name: "Nothing is shared at the moment" })).toBeVisible()

  await button(first, "Good answer").click()
  await share(first, PRIVATE_COMMENT)
  await button(first, "Stop sharing").click()
  await expectUnshared(first)
  await button(second, "Poor answer").click()
  await toOperator(second).click()
  await expect(
    second.getByText("Once you send it, the operator can read this answer, its question and the comment"),
  ).toBeVisible()
  await toOperator(second).click()
  await share(second, COMMENT)
  await expect(first.getByText("Shared with the operator")).toHaveCount(0)

  await operator.goto(SHARED)
  const card = operator.getByRole("article")
  await expect(card).toHaveCount(1)
  await expect(card.getByText("New", { exact: true })).toBeVisible()
  await expect(operator.getByRole("link", { name: "Shared answers 1 new" })).toBeVisible()
  for (const words of [QUESTION, COMMENT, "Poor answer", "Shared by the visitor", "Readable until"])
    await expect(card).toContainText(words)
  await expect(card.getByRole("link", { name: "the hours" })).toHaveAttribute("rel", /nofollow/)
  await expect(card.locator("strong")).toHaveText("Sundays")

  await button(second, "Stop sharing").click()
  await expect(second.getByText("Shared with the operator")).toHaveCount(0)
  await expectUnshared(second)
  await expectNothingShared(operator)
  await toOperator(second).click()
  await button(second, "Send").click()
  await expect(second.getByText("Shared with the operator")).toBeVisible()
  await operator.goto(SHARED)
  await expect(card).toContainText(COMMENT)
  await eraseEverything(page)
  await expectNothingShared(operator)

  for (const path of PAGES) await operator.goto(path)
  const all = await received()
  expect(all).toContain(COMMENT)
  for (const words of [PRIVATE, PRIVATE_ANSWER, PRIVATE_COMMENT, "trombone"]) expect(all).not.toContain(words)
  expect(readable([COMMENT, PRIVATE_COMMENT], await dump(db))).toEqual([])
})

test("What is shared cannot be read without signing in", async ({ page, visitor }) => {
  await page.goto("/")
  await converse(page, QUESTION)
  await button(lastReply(page), "Good answer").click()
  await share(lastReply(page))
  const stranger = await visitor()
  await stranger.goto(SHARED)
  await expect(stranger.getByLabel("Password")).toBeVisible()
  expect(await stranger.content()).not.toContain(QUESTION)
  expect(await stranger.content()).not.toContain(PLAIN_ANSWER)
})

for (const bypassCSP of [false, true]) {
  const how = bypassCSP ? ONLY_LONG : {}
  test(
    `No payload a visitor shares runs on the operator's page, the content policy ${bypassCSP ? "off" : "on"}`,
    how,
    async ({ browser, provider }) => {
      const texts = xssTexts(sample(xssPayloads(), 200), 1900)
      let cookie = ""
      for (const text of texts) {
        await provider.play(answer(text))
        const conversation = await begin(text, cookie)
        cookie = conversation.cookie
        await followReply(conversation)
        const { chatId, replyId: messageId } = conversation
        const opinion = { chatId, messageId, rating: "poor", comment: text, shared: true }
        expect((await answerTo(action("rateReply", opinion), cookie)).body).toContain('"ok":true')
      }
      const context = await browser.newContext({ bypassCSP, baseURL: APP_URL })
      const operator = await context.newPage()
      const alarms = await listenForAlarms(context, APP_URL)
      await signIn(operator, SHARED)
      await expect(operator.getByRole("article")).toHaveCount(texts.length)
      const shown = await operator.locator("article p[dir]").allTextContents()
      expect(shown.sort()).toEqual(texts.flatMap((text) => [text.trim(), text]).sort())
      await expect.poll(() => operator.locator(".markdown > *").count()).toBeGreaterThan(texts.length)
      expect(await findOffences(operator, "main")).toEqual([])
      expect(alarms).toEqual([])
      await context.close()
      provider.answers.clear()
      await provider.reset()
    },
  )
}

/** So many of them, evenly from the whole list. */
function sample<T>(all: T[], count: number): T[] {
  return all.filter((_, at) => at % Math.ceil(all.length / count) === 0)
}
