import type { Page } from "@playwright/test"
import { v7 as uuid } from "uuid"
import { LONG, ONLY_LONG } from "@/tests/support/app/settings"
import { expectAccessible } from "@/tests/support/browser/axe"
import { expect, test } from "@/tests/support/browser/fixtures"
import { LOOKS, PHONE_LOOKS, take } from "@/tests/support/browser/looks"
import { allowMissing } from "@/tests/support/browser/missing"
import { beginErasing, openMyData } from "@/tests/support/browser/my-data"
import { button, chooseOption, converse, open } from "@/tests/support/browser/screen"
import { answer } from "@/tests/support/provider/scenarios"

const QUESTION = "Is there a lift to the second floor?"
const RICH_ANSWER = answer(
  "# Getting there\n\nBy [lift](https://example.org), **or** by stairs: $$x^2$$\n\n| Floor | Lift |\n|-|-:|\n| 2 | yes |\n\n```js\nup(2)\n```\n\n1. In\n2. Up\n\n> Mind the step. ![A plan](https://example.org/plan.png)",
)

test(
  "No rule of accessibility is broken: the first page, and a temporary chat about to begin",
  ONLY_LONG,
  async ({ page }) => {
    await page.goto("/")
    await expectAccessibleInEveryLook(page)
    await page.getByRole("switch", { name: "Temporary chat" }).check()
    await expectAccessibleInEveryLook(page)
  },
)

test(
  "No rule of accessibility is broken: a chat, one's data, and the end of both",
  LONG,
  async ({ page, provider }) => {
    await provider.play(RICH_ANSWER)
    await beginChat(page)
    await expectAccessibleInEveryLook(page)
    await chooseOption(page, "Delete")
    await expect(page.getByRole("alertdialog", { name: "Delete this chat?" })).toBeVisible()
    await expectAccessibleInEveryLook(page)
    await openMyData(page)
    await expectAccessibleInEveryLook(page)
    const erase = await beginErasing(page)
    await expectAccessibleInEveryLook(page)
    await erase.click()
    await expect(page.getByRole("heading", { name: "Everything is erased" })).toBeVisible()
    await expectAccessibleInEveryLook(page)
  },
)

test(
  "No rule of accessibility is broken: what a stranger finds beside the chat",
  ONLY_LONG,
  async ({ page }) => {
    for (const path of ["/my-data", "/privacy"]) {
      await page.goto(path)
      await expectAccessibleInEveryLook(page)
    }
    await allowMissing(page)
    await page.goto(`/chat/${uuid()}`)
    await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible()
    await expectAccessibleInEveryLook(page)
  },
)

test(
  "No rule of accessibility is broken: a shared computer that was not touched for a while",
  ONLY_LONG,
  async ({ page }) => {
    await open(page, "/?kiosk=1")
    // Time stands still in the countdown: axe takes longer than that.
    await page.clock.setFixedTime(Date.now() + 185_000)
    await expect(page.getByRole("alertdialog", { name: "Are you still there?" })).toBeVisible()
    await expectAccessibleInEveryLook(page)
  },
)

test("No rule of accessibility is broken: the chats on a telephone", ONLY_LONG, async ({ page }) => {
  await beginChat(page)
  await page.setViewportSize({ width: 360, height: 740 })
  await button(page, "Chats").click()
  await expect(page.getByRole("dialog", { name: "Chats" })).toBeVisible()
  await expectAccessibleInEveryLook(page, PHONE_LOOKS)
})

async function beginChat(page: Page) {
  await page.goto("/")
  await converse(page, QUESTION)
}

async function expectAccessibleInEveryLook(page: Page, looks = LOOKS) {
  for (const look of looks) {
    await take(page, look)
    // What the box half covers is reached by scrolling: looked at where nothing is.
    await page.evaluate(async () => {
      // The page first puts what is read where it was in the window's other size.
      for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame)
      window.scrollTo(0, document.documentElement.scrollHeight)
    })
    await expectAccessible(page, `${look.size.width} px wide, ${look.colorScheme}`)
  }
  const [first] = LOOKS
  if (first) await take(page, first)
}
