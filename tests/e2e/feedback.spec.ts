import { signIn } from "@/tests/support/desk"
import { dump, readable } from "@/tests/support/dump"
import { expect, test } from "@/tests/support/fixtures"
import { expectFine } from "@/tests/support/looks"
import {
  COMMENT,
  comment,
  converseTwice,
  DESK,
  expectNothingShared,
  expectUnshared,
  QUESTION,
  save,
  share,
} from "@/tests/support/rating"
import { button, composer, converse, lastReply, messages, tabTo } from "@/tests/support/screen"

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

test("A comment that was not saved is there again when the panel is opened again", async ({ page }) => {
  await page.goto("/")
  await converse(page, QUESTION)
  const reply = lastReply(page)
  await button(reply, "Poor answer").click()
  await comment(reply).fill(COMMENT)
  await comment(reply).press("Escape")
  await expect(comment(reply)).toHaveCount(0)
  await expect(button(reply, "Comment")).toBeFocused()
  await button(reply, "Comment").click()
  await expect(comment(reply)).toHaveValue(COMMENT)
  await page.reload()
  await expect(composer(page)).toBeFocused()
  await button(reply, "Comment").click()
  await expect(comment(reply)).toHaveValue("")
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
  await signIn(operator, DESK)
  await expect(operator.getByRole("article")).toContainText(COMMENT)
  await tabTo(page, button(reply, "Stop sharing"))
  await page.keyboard.press("Enter")
  await expect(button(reply, "Comment")).toBeFocused()
  await expectUnshared(reply)
  await expectNothingShared(operator)
})

test("Nothing stands in anybody's way, by day and by night, on a desk and in a hand", async ({
  page,
  provider,
  visitor,
}) => {
  const operator = await visitor()
  await signIn(operator, DESK)
  await expectFine(operator, "operator-empty")
  await converseTwice(page, provider)
  const reply = lastReply(page)
  await button(reply, "Poor answer").click()
  await comment(reply).fill(COMMENT)
  await expectFine(page, "rating-panel")
  await share(reply).check()
  await expectFine(page, "rating-panel-shared")
  await save(reply)
  await expectFine(page, "rating-shared")
  await button(messages(page, "Assistant").first(), "Good answer").click()
  await share(messages(page, "Assistant").first()).check()
  await save(messages(page, "Assistant").first())
  await operator.reload()
  await expect(operator.getByRole("article")).toHaveCount(2)
  await expectFine(operator, "operator-shared")
})
