import { expect, type Page } from "@playwright/test"
import { expectAccessible } from "./axe"

const SIZES = [
  { width: 1280, height: 900 },
  { width: 360, height: 740 },
]

/** By day and by night, on a desk and in a hand: accessible, nothing hangs over the edge, and a picture of each. */
export async function expectFine(page: Page, name: string): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size)
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme })
      await expectAccessible(page, `${name}, ${size.width} px, ${colorScheme}`)
      await page.screenshot({
        path: `test-results/screenshots/${name}-${colorScheme}-${size.width}.png`,
        fullPage: true,
        animations: "disabled",
      })
    }
    const overhang = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    await expect.poll(overhang, `${name} at ${size.width} px`).toBeLessThanOrEqual(0)
  }
}
