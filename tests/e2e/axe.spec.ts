import type { Page } from "@playwright/test"
import { v7 as uuid } from "uuid"
import { LONG } from "@/tests/support/app/settings"
import { expectAccessible } from "@/tests/support/browser/axe"
import { expect, test } from "@/tests/support/browser/fixtures"
import { LOOKS, take } from "@/tests/support/browser/looks"
import { beginErasing, eraseEverything, openMyData } from "@/tests/support/browser/my-data"
import { button, chooseOption, converse, open } from "@/tests/support/browser/screen"
import { answer } from "@/tests/support/provider/scenarios"

const QUESTION = "Is there a lift to the second floor?"
const RICH_ANSWER = answer(
  "# Getting there\n\nBy [lift](https://example.org), **or** by stairs: $$x^2$$\n\n| Floor | Lift |\n|-|-:|\n| 2 | yes |\n\n```js\nup(2)\n```\n\n1. In\n2. Up\n\n> Mind the step. ![A plan](https://example.org/plan.png)",
)

/** Every page and dialog, and how a person gets there. */
const places: Record<string, (page: Page) => Promise<unknown>> = {
  "the first page": (page) => page.goto("/"),
  "a temporary chat about to begin": async (page) => {
    await page.goto("/")
    await page.getByRole("switch", { name: "Temporary chat" }).check()
  },
  "a chat": (page) => beginChat(page),
  "a chat about to be deleted": async (page) => {
    await beginChat(page)
    await chooseOption(page, "Delete")
    await expect(page.getByRole("alertdialog", { name: "Delete this chat?" })).toBeVisible()
  },
  "my data, while there is none": (page) => page.goto("/my-data"),
  "my data": async (page) => {
    await beginChat(page)
    await openMyData(page)
  },
  "my data about to be erased": async (page) => {
    await beginChat(page)
    await beginErasing(page)
  },
  "the receipt of what was erased": async (page) => {
    await beginChat(page)
    await eraseEverything(page)
  },
  "the privacy notice": (page) => page.goto("/privacy"),
  "a page that is not there": async (page) => {
    // The browser complains about every 404, and complaints fail the test.
    await page.route("/chat/*", async (route) =>
      route.fulfill({ response: await route.fetch(), status: 200 }),
    )
    await page.goto(`/chat/${uuid()}`)
    await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible()
  },
  "a shared computer that was not touched for a while": async (page) => {
    await open(page, "/?kiosk=1")
    // Time stands still in the countdown: axe takes longer than that.
    await page.clock.setFixedTime(Date.now() + 185_000)
    await expect(page.getByRole("alertdialog", { name: "Are you still there?" })).toBeVisible()
  },
}

for (const [place, reach] of Object.entries(places)) {
  test(`No rule of accessibility is broken: ${place}`, LONG, async ({ page, provider }) => {
    await provider.play(RICH_ANSWER)
    await reach(page)
    await expectAccessibleInEveryLook(page)
  })
}

test("No rule of accessibility is broken: the chats on a telephone", LONG, async ({ page }) => {
  await beginChat(page)
  await page.setViewportSize({ width: 360, height: 740 })
  await button(page, "Chats").click()
  await expect(page.getByRole("dialog", { name: "Chats" })).toBeVisible()
  await expectAccessibleInEveryLook(
    page,
    LOOKS.filter(({ size }) => size.width < 400),
  )
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
}
