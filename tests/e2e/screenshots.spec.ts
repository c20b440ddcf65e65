import type { Page } from "@playwright/test"
import { ONLY_LONG } from "@/tests/support/app/settings"
import { expect, test } from "@/tests/support/browser/fixtures"
import { converse, lastReply } from "@/tests/support/browser/screen"
import { answer } from "@/tests/support/provider/scenarios"

const FOLDER = "test-results/screenshots"
const WIDTHS = [320, 360, 768, 1440]

const RICH_ANSWER = `The reading room keeps **three kinds** of hours.

| Day | Opens | Closes |
| --- | ----: | -----: |
| Monday to Friday | 9:00 | 18:00 |
| Thursday | 9:00 | 20:00 |
| Saturday | 10:00 | 14:00 |

1. Bring a card, or ask for a day pass.
2. Leave bags in the lockers.
   - They take a coin of one or two euros.

\`\`\`ts
export function isOpen(hour: number, thursday = false): boolean {
  return hour >= 9 && hour < (thursday ? 20 : 18) // and a line that is much longer than any telephone is wide
}
\`\`\`

> A quiet place is a place where one can think.

See \`isOpen\` and [the catalogue](https://example.org/catalogue) for more: AVeryLongWordWithoutAnyPlaceToBreakItThatGoesOnAndOnAndOnUntilTheEndOfTheLine.`

test("The empty page fits every screen", async ({ page }) => {
  await page.goto("/")
  await photographAll(page, "empty")
})

test("A long conversation fits every screen, light and dark", ONLY_LONG, async ({ page, provider }) => {
  await page.goto("/")
  await converse(page, "When does the reading room open, and what should I bring?")
  await provider.play(answer(RICH_ANSWER))
  await converse(page, "Please tell me everything about the hours, with a table and the rule as code.")
  await expect(lastReply(page).getByRole("table")).toBeVisible()
  await photographAll(page, "conversation")
  await page.emulateMedia({ colorScheme: "dark" })
  await photographAll(page, "conversation-dark")
})

/** Pictures for people to look at; the test itself only asks that nothing hangs over the edge. */
async function photographAll(page: Page, name: string) {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width < 700 ? 740 : 900 })
    await expect.poll(() => overhang(page), `${name} at ${width} px`).toBeLessThanOrEqual(0)
    await page.screenshot({ path: `${FOLDER}/${name}-${width}.png`, animations: "disabled" })
  }
}

function overhang(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}
