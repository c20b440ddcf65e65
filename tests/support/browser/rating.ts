import { expect, type Locator, type Page } from "@playwright/test"
import { answer } from "../provider/scenarios"
import { button, converse } from "./screen"

export const QUESTION = "Is the reading room open on Sundays?"
const ANSWER = "On **Sundays** it is closed. See [the hours](https://example.org/hours)."
export const COMMENT = "Nothing about the holidays in it."
export const PRIVATE = "My neighbour plays the trombone, may I sleep here?"
export const PRIVATE_ANSWER = "Sleeping is not allowed, whatever the trombone does."

/** Where the operator reads what is shared. */
export const SHARED = "/admin/shared"

/** Two questions, the first of which is the visitor's own business. */
export async function converseTwice(
  page: Page,
  provider: { play: (script: ReturnType<typeof answer>) => Promise<void> },
): Promise<void> {
  await page.goto("/")
  await provider.play(answer(PRIVATE_ANSWER))
  await converse(page, PRIVATE)
  await provider.play(answer(ANSWER))
  await converse(page, QUESTION)
}

/** Opens what an answer that was rated is sent to the operator with. */
export function toOperator(reply: Locator): Locator {
  return button(reply, "Send to the operator")
}

/** Where a comment on an answer is written. */
export function comment(reply: Locator): Locator {
  return reply.getByRole("textbox", { name: "Comment (optional)", exact: true })
}

/** Sends an answer that was rated to the operator, with this comment, and waits until that is done. */
export async function share(reply: Locator, words = ""): Promise<void> {
  await toOperator(reply).click()
  await comment(reply).fill(words)
  await button(reply, "Send").click()
  await expect(reply.getByText("Sent to the operator.")).toBeAttached()
  await expect(reply.getByText("Shared with the operator")).toBeVisible()
}

/** Waits until sharing has ended: the page shows it before the server has done it, and says it afterwards. */
export async function expectUnshared(reply: Locator): Promise<void> {
  await expect(reply.getByText("Not shared any more.")).toBeAttached()
}

export async function expectNothingShared(operator: Page): Promise<void> {
  await operator.goto(SHARED)
  await expect(operator.getByRole("heading", { name: "Nothing is shared at the moment" })).toBeVisible()
  await expect(operator.getByRole("article")).toHaveCount(0)
}
