import { expect, type Page } from "@playwright/test"
import { SECRETS } from "../app/settings"
import { button } from "./screen"

/** Signs in as the operator, on the page of theirs that was wanted. */
export async function signIn(page: Page, address = "/admin"): Promise<void> {
  await page.goto(address)
  await expect(page.getByLabel("Password"), "the page is alive").toBeFocused()
  await page.getByLabel("Password").fill(SECRETS.ADMIN_PASSWORD)
  await button(page, "Sign in").click()
  await expect(button(page, "Sign out")).toBeVisible()
}
