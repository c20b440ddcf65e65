import { expect, type Page } from "@playwright/test"
import { isLong } from "../app/settings"
import { expectAccessible } from "./axe"

const DESKTOP = { width: 1280, height: 900 }
const PHONE = { width: 360, height: 740 }

export type Look = { size: typeof DESKTOP; colorScheme: "light" | "dark" }

const ALL: Look[] = [DESKTOP, PHONE].flatMap((size) =>
  (["light", "dark"] as const).map((colorScheme) => ({ size, colorScheme })),
)

/** Light on a desktop; in the long form also dark, and both on a phone. */
export const LOOKS = isLong ? ALL : ALL.slice(0, 1)

/** Light and dark on a phone. */
export const PHONE_LOOKS = ALL.slice(2)

/** Gives the page that size and that time of day. */
export async function take(page: Page, { size, colorScheme }: Look): Promise<void> {
  await page.setViewportSize(size)
  await page.emulateMedia({ colorScheme })
}

/** In every look: accessible, nothing hangs over the edge, and a picture of each. */
export async function expectFine(page: Page, name: string): Promise<void> {
  for (const look of LOOKS) {
    await take(page, look)
    const { size, colorScheme } = look
    await expectAccessible(page, `${name}, ${size.width} px, ${colorScheme}`)
    await page.screenshot({
      path: `test-results/screenshots/${name}-${colorScheme}-${size.width}.png`,
      fullPage: true,
      animations: "disabled",
    })
    const overhang = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    await expect.poll(overhang, `${name} at ${size.width} px`).toBeLessThanOrEqual(0)
  }
}
