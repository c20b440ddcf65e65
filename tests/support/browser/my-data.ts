import { expect, type Locator, type Page } from "@playwright/test"
import { button } from "./screen"

/** Opens the page of a visitor who has something stored. Until when is drawn once the page is alive: clicks before are lost. */
export async function openMyData(page: Page): Promise<void> {
  await page.goto("/my-data")
  await expect(page.getByText("Kept until")).toBeVisible()
}

/** Goes there and asks for everything to be erased; the button that says yes. */
export async function beginErasing(page: Page): Promise<Locator> {
  await openMyData(page)
  await button(page, "Erase everything").click()
  const dialog = page.getByRole("alertdialog", { name: "Erase everything?" })
  await expect(dialog).toBeVisible()
  return button(dialog, "Erase")
}

/** Erases everything, and waits for the receipt. */
export async function eraseEverything(page: Page): Promise<void> {
  await (await beginErasing(page)).click()
  await expect(page.getByRole("heading", { name: "Everything is erased" })).toBeVisible()
}
