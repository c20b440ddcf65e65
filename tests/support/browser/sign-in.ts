import { expect, type Page } from "@playwright/test"
import { action, answerTo } from "../app/client"
import { APP_URL, SECRETS } from "../app/settings"
import { button } from "./screen"

/** Signs in as the operator with the password, on the page of theirs that was wanted. */
export async function signInByHand(page: Page, address = "/admin"): Promise<void> {
  await page.goto(address)
  await expect(page.getByLabel("Password"), "the page is alive").toBeFocused()
  await page.getByLabel("Password").fill(SECRETS.ADMIN_PASSWORD)
  await button(page, "Sign in").click()
  await expect(button(page, "Sign out")).toBeVisible()
}

/** Opens a page of the operator in a browser of theirs that is signed in already, which takes half the time. */
export async function signIn(page: Page, address = "/admin"): Promise<void> {
  const { origin } = new URL(address, APP_URL)
  const userAgent = await page.evaluate(() => navigator.userAgent)
  const [, name = "", value = ""] = /^([^=]+)=(.+)$/.exec(await operatorCookie(origin, userAgent)) ?? []
  await page.context().addCookies([{ name, value, url: origin, httpOnly: true, sameSite: "Lax" }])
  await page.goto(address)
  await expect(button(page, "Sign out")).toBeVisible()
}

/** The cookie of an operator who has just signed in, as `name=value`. */
export async function operatorCookie(app = APP_URL, userAgent = "tests"): Promise<string> {
  const { headers, ...call } = action("signIn", { password: SECRETS.ADMIN_PASSWORD })
  // At a page that has this action: through another one Next asks itself, and drops the cookie.
  const asked = {
    ...call,
    path: "/admin",
    headers: { ...headers, origin: app, "user-agent": userAgent },
  }
  const answered = await answerTo(asked, "", app)
  expect(answered.body).toContain('"ok":true')
  return answered.headers["set-cookie"]?.split(";", 1)[0] ?? ""
}
