import { ONLY_LONG } from "@/tests/support/app/settings"
import { expect, test } from "@/tests/support/browser/fixtures"
import { expectFine } from "@/tests/support/browser/looks"
import {
  COMMENT,
  comment,
  converseTwice,
  expectNothingShared,
  expectUnshared,
  QUESTION,
  SHARED,
  share,
  toOperator,
} from "@/tests/support/browser/rating"
import { button, composer, converse, lastReply, messages, tabTo } from "@/tests/support/browser/screen"
import { signIn } from "@/tests/support/browser/sign-in"
import { dump, readable } from "@/tests/support/database/dump"

test("A rating asks for nothing, is there after a reload, can be changed, and is taken back by pressing again", async ({
  page,
  db,
}) => {
  await page.goto("/")
  await converse(page, QUESTION)
  const reply = lastReply(page)
  await button(reply, "Good answer").click()
  await expect(reply.getByText("Rated.")).toBeAttached()
  await expect(toOperator(reply)).toHaveAttribute("aria-expanded", "false")
  await expect(reply.getByRole("textbox")).toHaveCount(0)
  await page.reload()
  await expect(button(reply, "Good answer")).toHaveAttribute("aria-pressed", "true")
  await expect(button(reply, "Poor answer")).toHaveAttribute("aria-pressed", "false")
  await share(reply, COMMENT)
  expect(readable([COMMENT], await dump(db))).toEqual([])
  await button(reply, "Poor answer").click()
  await expect(reply.getByText("Rated.")).toBeAttached()
  await page.reload()
  await expect(button(reply, "Poor answer")).toHaveAttribute("aria-pressed", "true")
  await button(reply, "Comment").click()
  await expect(comment(reply)).toHaveValue(COMMENT)
  await button(reply, "Poor answer").click()
  await expect(comment(reply)).toHaveCount(0)
  await expect(reply.getByText("Rating taken back.")).toBeAttached()
  await page.reload()
  await expect(button(reply, "Poor answer")).toHaveAttribute("aria-pressed", "false")
  await expect(toOperator(reply)).toHaveCount(0)
  expect(await db`select 1 from feedback`).toHaveLength(0)
})

test("A rating that does not get through is undone and says so", async ({ page, db }) => {
  await page.goto("/")
  await converse(page, QUESTION)
  await db`delete from messages where role = 'assistant'`
  await button(lastReply(page), "Good answer").click()
  await expect(lastReply(page).getByRole("alert")).toContainText("cannot be rated")
  await expect(button(lastReply(page), "Good answer")).toHaveAttribute("aria-pressed", "false")
  await expect(toOperator(lastReply(page))).toHaveCount(0)
})

test("A comment that is too long, or was not sent yet, is not lost", ONLY_LONG, async ({ page }) => {
  await page.goto("/")
  await converse(page, QUESTION)
  const reply = lastReply(page)
  await button(reply, "Poor answer").click()
  await toOperator(reply).click()
  await comment(reply).fill(COMMENT)
  await comment(reply).press("Escape")
  await expect(comment(reply)).toHaveCount(0)
  await expect(toOperator(reply)).toBeFocused()
  await page.keyboard.press("Enter")
  await expect(comment(reply)).toHaveValue(COMMENT)
  await comment(reply).fill("a".repeat(2001))
  await button(reply, "Send").click()
  await expect(reply.getByRole("alert")).toContainText("2,000 characters fit")
  await expect(comment(reply)).toHaveValue("a".repeat(2001))
  await expect(button(reply, "Send")).toBeVisible()
  await comment(reply).fill("a".repeat(2000))
  await button(reply, "Send").click()
  await expect(reply.getByText("Shared with the operator")).toBeVisible()
  await expect(reply.getByRole("alert")).toHaveCount(0)
  await button(reply, "Comment").click()
  await comment(reply).fill(COMMENT)
  await page.reload()
  await expect(composer(page)).toBeFocused()
  await button(reply, "Comment").click()
  await expect(comment(reply)).toHaveValue("a".repeat(2000))
})

test(
  "With the keyboard alone: an answer of a temporary chat is rated, sent, not shared any more, and its comment deleted",
  ONLY_LONG,
  async ({ page, visitor, db }) => {
    await page.goto("/")
    await page.getByRole("switch", { name: "Temporary chat" }).check()
    await converse(page, QUESTION)
    const reply = lastReply(page)
    const press = async (name: string) => {
      await tabTo(page, button(reply, name))
      await page.keyboard.press("Enter")
    }
    await press("Poor answer")
    await press("Send to the operator")
    await expect(toOperator(reply)).toHaveAttribute("aria-expanded", "true")
    await expect(button(reply, "Delete comment")).toHaveCount(0)
    await tabTo(page, comment(reply))
    await page.keyboard.type("Nothing")
    await press("Send")
    await expect(button(reply, "Comment")).toBeFocused()
    await expect(reply.getByText("Shared with the operator")).toBeVisible()
    await press("Comment")
    await tabTo(page, comment(reply))
    await page.keyboard.press("End")
    await page.keyboard.type(COMMENT.slice("Nothing".length))
    await press("Save")
    await expect(reply.getByText("Saved.")).toBeAttached()
    await expect(button(reply, "Comment")).toBeFocused()
    const operator = await visitor()
    await signIn(operator, SHARED)
    await expect(operator.getByRole("article")).toContainText(COMMENT)

    await press("Stop sharing")
    await expect(toOperator(reply)).toBeFocused()
    await expectUnshared(reply)
    await expectNothingShared(operator)
    await expect(reply.getByText("only you can read your comment")).toBeVisible()
    await page.keyboard.press("Enter")
    await expect(comment(reply)).toHaveValue(COMMENT)
    await press("Delete comment")
    await expect(toOperator(reply)).toBeFocused()
    await expect(reply.getByText("Comment deleted.")).toBeAttached()
    await expect(reply.getByText("only you can read your comment")).toHaveCount(0)
    expect(await db`select rating, shared, comment from feedback`).toEqual([
      { rating: "poor", shared: false, comment: null },
    ])
    await page.keyboard.press("Enter")
    await expect(comment(reply)).toHaveValue("")
    await expect(button(reply, "Delete comment")).toHaveCount(0)
  },
)

test(
  "Ratings and shared answers break no rule of accessibility",
  ONLY_LONG,
  async ({ page, provider, visitor }) => {
    const operator = await visitor()
    await signIn(operator, SHARED)
    await expectFine(operator, "operator-empty")
    await converseTwice(page, provider)
    const reply = lastReply(page)
    await button(reply, "Poor answer").click()
    await share(reply, COMMENT)
    await button(reply, "Stop sharing").click()
    await expectUnshared(reply)
    await toOperator(reply).click()
    await expectFine(page, "rating-panel")
    await button(reply, "Send").click()
    await expect(reply.getByText("Shared with the operator")).toBeVisible()
    await expectFine(page, "rating-shared")
    await button(messages(page, "Assistant").first(), "Good answer").click()
    await share(messages(page, "Assistant").first())
    await operator.reload()
    await expect(operator.getByRole("article")).toHaveCount(2)
    await expectFine(operator, "operator-shared")
  },
)
