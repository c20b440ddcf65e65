import { expect, type Page } from "@playwright/test"
import axe from "axe-core"

/** WCAG 2.0 to 2.2, A and AA, and what axe calls best practice. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

/** Fails with what axe finds wrong on the page as it is now; `what` names it. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  expect(await findViolations(page), what).toEqual([])
}

/** One line for each element: the rule, what it asks for, where. */
async function findViolations(page: Page): Promise<string[]> {
  // Half faded in, a colour is neither the one nor the other.
  await page.evaluate(() => {
    const ending = document
      .getAnimations()
      .filter((each) => each.effect?.getTiming().iterations !== Number.POSITIVE_INFINITY)
    return Promise.allSettled(ending.map(({ finished }) => finished))
  })
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source)
  return page.evaluate(async (values) => {
    const { run } = Reflect.get(window, "axe") as typeof axe
    const { violations } = await run(document, {
      runOnly: { type: "tag", values },
      resultTypes: ["violations"],
    })
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target }) => `${id}: ${help}: ${target.join(" ")}`),
    )
  }, TAGS)
}
