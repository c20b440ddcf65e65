import type { Page } from "@playwright/test"
import { ONLY_LONG } from "@/tests/support/app/settings"
import { expect, test } from "@/tests/support/browser/fixtures"
import { growth, watchMachine, watchWords } from "@/tests/support/browser/sampler"
import {
  button,
  chatLinks,
  converse,
  expectFinished,
  lastReply,
  messages,
  open,
  rename,
  send,
} from "@/tests/support/browser/screen"
import { translate } from "@/tests/support/browser/translator"
import { richText } from "@/tests/support/provider/rich-text"
import { pieces, slowAnswer } from "@/tests/support/provider/scenarios"

const SENTENCE = "The reading room opens at nine and closes at six. "
const SLOWNESS = 6
const FIVE_SECONDS = slowAnswer(SENTENCE.repeat(10), 50)

/** About 15 kB in five seconds, in pieces of a few letters as tokens are. */
const RICH = { ...pieces(richText(25).match(/[\s\S]{1,12}/g) ?? []), pace: 3 }

test("An answer grows on the screen as it arrives, however old the page", async ({ page, provider }) => {
  await open(page)
  await watchWords(page)
  // A pause that grows with the age of the page would be longer than the answer.
  await page.waitForFunction(() => performance.now() > 8_000)
  await provider.play(FIVE_SECONDS)
  const longestStall = watchMachine()
  await converse(page, "How do the hours of the reading room come about?")
  await expectGrown(page, 20, longestStall())
})

test("On a device six times as slow it grows, too, plain text and what takes long to draw", async ({
  page,
  provider,
}) => {
  const longestStall = watchMachine()
  await open(page)
  await watchWords(page)
  const phone = await page.context().newCDPSession(page)
  await phone.send("Emulation.setCPUThrottlingRate", { rate: SLOWNESS })
  await provider.play(RICH)
  await send(page, "And what is there to know about every single day?")
  // Not asked in between: looking for an answer on a slow page holds it up.
  await page.waitForTimeout(8_000)
  await expectGrown(page, 5, SLOWNESS * longestStall())
  await provider.play(FIVE_SECONDS)
  await send(page, "How do the hours of the reading room come about?")
  await page.waitForTimeout(7_000)
  await expectGrown(page, 5, SLOWNESS * longestStall())
})

/** `stalled`: milliseconds that the machine, not the page, may have taken. */
async function expectGrown(page: Page, atLeast: number, stalled = 0): Promise<void> {
  const { count, longestGap } = await growth(page)
  expect(count, "times the answer grew").toBeGreaterThanOrEqual(atLeast)
  expect(longestGap, "milliseconds in which it did not").toBeLessThan(1000 + stalled)
}

test(
  "A page that is being translated goes on: answers, stopping, retrying, rewording, renaming",
  ONLY_LONG,
  async ({ page, provider }) => {
    await open(page)
    await translate(page)
    await provider.play(slowAnswer(SENTENCE.repeat(3), 40))
    await converse(page, "When does it open, in another language?")
    await expect(lastReply(page)).toContainText(SENTENCE.repeat(3).trim())
    await button(lastReply(page), "Copy").click()
    await provider.play(slowAnswer(`Another one. ${SENTENCE.repeat(20)}`, 40))
    await button(lastReply(page), "Retry").click()
    await expect(lastReply(page)).toContainText("Another one. The")
    await button(page, "Stop").click()
    await expect(lastReply(page)).toContainText("Stopped")
    await provider.play(slowAnswer("On Sundays it stays closed.", 40))
    await button(messages(page, "You").first(), "Edit").click()
    await messages(page, "You").first().getByRole("textbox").fill("And on Sundays?")
    await button(messages(page, "You").first(), "Save").click()
    await expect(lastReply(page)).toContainText("On Sundays it stays closed.")
    await expectFinished(page)
    await rename(page, "Opening hours")
    await page.getByRole("link", { name: "New chat" }).first().click()
    await expect(messages(page, "You")).toHaveCount(0)
    await send(page, "A second chat, please")
    await expect(lastReply(page)).toContainText("On Sundays it stays closed.")
    await chatLinks(page).filter({ hasText: "Opening hours" }).click()
    await expect(messages(page, "You")).toContainText("And on Sundays?")
    await expect(lastReply(page)).toContainText("On Sundays it stays closed.")
  },
)
