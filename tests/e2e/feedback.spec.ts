import type { Locator, Page } from "@playwright/test"
import { expectAccessible } from "@/tests/support/axe"
import { action, answerTo, converse as begin, followReply } from "@/tests/support/client"
import { dump, readable } from "@/tests/support/dump"
import { expect, test } from "@/tests/support/fixtures"
import { answer, PLAIN_ANSWER } from "@/tests/support/scenarios"
import { button, converse, lastReply, messages } from "@/tests/support/screen"
import { APP_URL, SECRETS } from "@/tests/support/settings"
import { xssPayloads, xssTexts } from "@/tests/support/xss"
import { findOffences, listenForAlarms } from "@/tests/support/xss-alarms"

const PRIVATE = "My neighbour plays the trombone, may I sleep here?"
const PRIVATE_ANSWER = "Sleeping is not allowed, whatever the trombone does."
const QUESTION = "Is the reading room open on Sundays?"
const ANSWER = "On **Sundays** it is closed. See [the hours](https://example.org/hours)."
const COMMENT = "Nothing about the holidays in it."
const PRIVATE_COMMENT = "Good to know about trombones."
const DESK = "/admin/shared"
const PAGES = ["/admin", DESK, "/admin/settings", "/admin/security"]

test("What a visitor shares is all the operator reads, until it is no longer shared", async ({
  page,
  provider,
  visitor,
  db,
}) => {
  await converseTwice(page, provider)
  const [first, second] = [messages(page, "Assistant").first(), lastReply(page)]
  const operator = await visitor()
  const received = listen(operator)
  await signIn(operator)
  await expect(operator.getByRole("heading", { name: "Nothing is shared at the moment" })).toBeVisible()

  await button(first, "Good answer").click()
  await comment(first).fill(PRIVATE_COMMENT)
  await expect(first.getByText("nobody else reads it")).toBeVisible()
  await save(first)
  await button(second, "Poor answer").click()
  await comment(second).fill(COMMENT)
  await share(second).check()
  await expect(
    second.getByText("The operator can read this answer, its question and the comment"),
  ).toBeVisible()
  await save(second)
  await expect(second.getByText("Shared with the operator")).toBeVisible()
  await expect(first.getByText("Shared with the operator")).toHaveCount(0)

  await operator.goto(DESK)
  const card = operator.getByRole("article")
  await expect(card).toHaveCount(1)
  for (const words of [QUESTION, COMMENT, "Poor answer", "Shared by the visitor", "Readable until"])
    await expect(card).toContainText(words)
  await expect(card.getByRole("link", { name: "the hours" })).toHaveAttribute("rel", /nofollow/)
  await expect(card.locator("strong")).toHaveText("Sundays")

  await button(second, "Stop sharing").click()
  await expect(second.getByText("Shared with the operator")).toHaveCount(0)
  await expectNothingShared(operator)
  await button(second, "Comment").click()
  await share(second).check()
  await save(second)
  await operator.goto(DESK)
  await expect(card).toHaveCount(1)
  await page.goto("/my-data")
  await button(page, "Erase everything").click()
  await button(page, "Erase").click()
  await expect(page.getByRole("heading", { name: "Everything is erased" })).toBeVisible()
  await expectNothingShared(operator)

  for (const path of PAGES) await operator.goto(path)
  const all = (await Promise.all(received)).join("\n")
  expect(all).toContain(COMMENT)
  for (const words of [PRIVATE, PRIVATE_ANSWER, PRIVATE_COMMENT, "trombone"]) expect(all).not.toContain(words)
  expect(readable([COMMENT, PRIVATE_COMMENT], await dump(db))).toEqual([])
})

test("Nobody reads what is shared without signing in", async ({ page, visitor }) => {
  await page.goto("/")
  await converse(page, QUESTION)
  await button(lastReply(page), "Good answer").click()
  await share(lastReply(page)).check()
  await save(lastReply(page))
  const stranger = await visitor()
  await stranger.goto(DESK)
  await expect(stranger.getByLabel("Password")).toBeVisible()
  expect(await stranger.content()).not.toContain(QUESTION)
  expect(await stranger.content()).not.toContain(PLAIN_ANSWER)
})

test("A rating is there after a reload with its comment, can be changed, and is taken back by pressing again", async ({
  page,
  db,
}) => {
  await page.goto("/")
  await converse(page, QUESTION)
  const reply = lastReply(page)
  await button(reply, "Good answer").click()
  await expect(button(reply, "Good answer")).toHaveAttribute("aria-pressed", "true")
  await comment(reply).fill(COMMENT)
  await save(reply)
  expect(readable([COMMENT], await dump(db))).toEqual([])
  await page.reload()
  await expect(button(reply, "Good answer")).toHaveAttribute("aria-pressed", "true")
  await expect(button(reply, "Poor answer")).toHaveAttribute("aria-pressed", "false")
  await button(reply, "Comment").click()
  await expect(comment(reply)).toHaveValue(COMMENT)
  await expect(share(reply)).not.toBeChecked()
  await button(reply, "Poor answer").click()
  await expect(reply.getByText("Rated. You can add a comment below.")).toBeAttached()
  await page.reload()
  await expect(button(reply, "Poor answer")).toHaveAttribute("aria-pressed", "true")
  await button(reply, "Poor answer").click()
  await expect(reply.getByText("Rating taken back.")).toBeAttached()
  await page.reload()
  await expect(button(reply, "Poor answer")).toHaveAttribute("aria-pressed", "false")
  await expect(button(reply, "Comment")).toHaveCount(0)
  expect(await db`select 1 from feedback`).toHaveLength(0)
})

test("A rating that does not get through is undone and says so", async ({ page, db }) => {
  await page.goto("/")
  await converse(page, QUESTION)
  await db`delete from messages where role = 'assistant'`
  await button(lastReply(page), "Good answer").click()
  await expect(lastReply(page).getByRole("alert")).toContainText("cannot be rated")
  await expect(button(lastReply(page), "Good answer")).toHaveAttribute("aria-pressed", "false")
  await expect(comment(lastReply(page))).toHaveCount(0)
})

test("A comment that is too long is not lost", async ({ page }) => {
  await page.goto("/")
  await converse(page, QUESTION)
  const reply = lastReply(page)
  await button(reply, "Good answer").click()
  await comment(reply).fill("a".repeat(2001))
  await button(reply, "Save").click()
  await expect(reply.getByRole("alert")).toContainText("2,000 characters fit")
  await expect(comment(reply)).toHaveValue("a".repeat(2001))
  await comment(reply).fill("a".repeat(2000))
  await save(reply)
  await expect(reply.getByRole("alert")).toHaveCount(0)
})

test("An answer of a temporary chat can be rated and shared with the keyboard alone", async ({
  page,
  visitor,
}) => {
  await page.goto("/")
  await page.getByRole("switch", { name: "Temporary chat" }).check()
  await converse(page, QUESTION)
  const reply = lastReply(page)
  await tabTo(page, button(reply, "Poor answer"))
  await page.keyboard.press("Enter")
  await tabTo(page, comment(reply))
  await page.keyboard.type(COMMENT)
  await tabTo(page, share(reply))
  await page.keyboard.press("Space")
  await tabTo(page, button(reply, "Save"))
  await page.keyboard.press("Enter")
  await expect(button(reply, "Comment")).toBeFocused()
  await expect(reply.getByText("Shared with the operator")).toBeVisible()
  await page.keyboard.press("Enter")
  await tabTo(page, comment(reply))
  await page.keyboard.press("Escape")
  await expect(button(reply, "Comment")).toBeFocused()
  const operator = await visitor()
  await signIn(operator)
  await expect(operator.getByRole("article")).toContainText(COMMENT)
  await tabTo(page, button(reply, "Stop sharing"))
  await page.keyboard.press("Enter")
  await expect(button(reply, "Comment")).toBeFocused()
  await expectNothingShared(operator)
})

test("Nothing stands in anybody's way, by day and by night, on a desk and in a hand", async ({
  page,
  provider,
  visitor,
}) => {
  test.setTimeout(90_000)
  const operator = await visitor()
  await signIn(operator)
  await expectAccessibleInEveryLook(operator, "operator-empty")
  await converseTwice(page, provider)
  const reply = lastReply(page)
  await button(reply, "Poor answer").click()
  await comment(reply).fill(COMMENT)
  await expectAccessibleInEveryLook(page, "rating-panel")
  await share(reply).check()
  await expectAccessibleInEveryLook(page, "rating-panel-shared")
  await save(reply)
  await expectAccessibleInEveryLook(page, "rating-shared")
  await button(messages(page, "Assistant").first(), "Good answer").click()
  await share(messages(page, "Assistant").first()).check()
  await save(messages(page, "Assistant").first())
  await operator.reload()
  await expect(operator.getByRole("article")).toHaveCount(2)
  await expectAccessibleInEveryLook(operator, "operator-shared")
})

for (const bypassCSP of [false, true]) {
  test(`No payload a visitor shares runs on the operator's page, the content policy ${bypassCSP ? "off" : "on"}`, async ({
    browser,
    provider,
  }) => {
    test.setTimeout(90_000)
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
    await signIn(operator)
    await expect(operator.getByRole("article")).toHaveCount(texts.length)
    const shown = await operator.locator("article p[dir]").allTextContents()
    expect(shown.sort()).toEqual(texts.flatMap((text) => [text.trim(), text]).sort())
    await expect.poll(() => operator.locator(".markdown > *").count()).toBeGreaterThan(texts.length)
    expect(await findOffences(operator, "main")).toEqual([])
    expect(alarms).toEqual([])
    await context.close()
    provider.answers.clear()
    await provider.reset()
  })
}

async function converseTwice(
  page: Page,
  provider: { play: (script: ReturnType<typeof answer>) => Promise<void> },
) {
  await page.goto("/")
  await provider.play(answer(PRIVATE_ANSWER))
  await converse(page, PRIVATE)
  await provider.play(answer(ANSWER))
  await converse(page, QUESTION)
}

async function signIn(operator: Page) {
  await operator.goto(DESK)
  await operator.getByLabel("Password").fill(SECRETS.ADMIN_PASSWORD)
  await button(operator, "Sign in").click()
  await expect(operator.getByRole("heading", { name: "Shared answers", level: 1 })).toBeVisible()
}

/** The visitor's page shows what was asked for before the server has done it. */
async function expectNothingShared(operator: Page) {
  const empty = operator.getByRole("heading", { name: "Nothing is shared at the moment" })
  await expect(async () => {
    await operator.goto(DESK)
    await expect(empty).toBeVisible({ timeout: 1000 })
  }).toPass({ timeout: 10_000 })
  await expect(operator.getByRole("article")).toHaveCount(0)
}

/** The body of every response the page gets from now on. */
function listen(page: Page): Promise<string>[] {
  const bodies: Promise<string>[] = []
  page.on("response", (response) => {
    bodies.push(
      response.text().then(
        (text) => text,
        // A redirect has no body.
        () => "",
      ),
    )
  })
  return bodies
}

function comment(reply: Locator): Locator {
  return reply.getByRole("textbox", { name: "Comment (optional)", exact: true })
}

function share(reply: Locator): Locator {
  return reply.getByRole("checkbox", { name: "Share this answer with the operator" })
}

/** Saves what was said of an answer, and waits until that is done. */
async function save(reply: Locator) {
  await button(reply, "Save").click()
  await expect(comment(reply)).toHaveCount(0)
}

async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await expect(wanted).toBeVisible()
  const isFocused = () => wanted.evaluate((element) => element === document.activeElement)
  for (let step = 0; step < 60 && !(await isFocused()); step += 1) await page.keyboard.press("Tab")
  await expect(wanted).toBeFocused()
}

async function expectAccessibleInEveryLook(page: Page, name: string) {
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 })
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme })
      await expectAccessible(page, `${name}, ${width} px wide, ${colorScheme}`)
      const overhang = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect(await overhang(), `${name}, ${width} px wide`).toBeLessThanOrEqual(0)
      await page.screenshot({ path: `test-results/screenshots/${name}-${width}-${colorScheme}.png` })
    }
  }
}

/** So many of them, evenly from the whole list. */
function sample<T>(all: T[], count: number): T[] {
  return all.filter((_, at) => at % Math.ceil(all.length / count) === 0)
}
