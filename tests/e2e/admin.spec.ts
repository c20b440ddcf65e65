import type { Page } from "@playwright/test"
import { action, answerTo } from "@/tests/support/app/client"
import { ONLY_LONG, SECRETS } from "@/tests/support/app/settings"
import { expect, test } from "@/tests/support/browser/fixtures"
import { expectFine } from "@/tests/support/browser/looks"
import { button, tabTo } from "@/tests/support/browser/screen"
import { signIn, signInByHand } from "@/tests/support/browser/sign-in"

const PASSWORD = SECRETS.ADMIN_PASSWORD
const ANOTHER = "four words on a ladder"
const PAGES = ["/admin", "/admin/documents", "/admin/shared", "/admin/settings", "/admin/security"]
const SECURITY = "/admin/security"
test("An operator signs in where they wanted to go, stays signed in, and signs out", async ({ page }) => {
  await page.goto(SECURITY)
  await expectSignIn(page)
  await enter(page, PASSWORD)
  await expect(page).toHaveURL(SECURITY)
  await expect(page.getByRole("heading", { name: "Security", level: 1 })).toBeVisible()
  await page.reload()
  await expect(button(page, "Sign out")).toBeVisible()
  await button(page, "Sign out").click()
  await expectSignIn(page)
  expect(await page.context().cookies()).toEqual([])
  await page.goBack()
  await page.goForward()
  await expectSignIn(page)
})

test("A wrong password is told, and the field waits for another try", async ({ page }) => {
  await page.goto(SECURITY)
  await enter(page, "this is not it at all")
  await expect(page.getByRole("alert").filter({ hasText: "This is not the password." })).toBeVisible()
  await expect(field(page)).toBeFocused()
  await expect(field(page)).toHaveValue("")
  await expect(field(page)).toHaveAccessibleDescription("This is not the password. Try again.")
  expect(await page.context().cookies()).toEqual([])
  await enter(page, PASSWORD)
  await expect(button(page, "Sign out")).toBeVisible()
})

test(
  "Enter pressed twice on the sign-in is one try, and the button says that it is on its way",
  ONLY_LONG,
  async ({ page }) => {
    const { promise: late, resolve: goOn } = Promise.withResolvers<void>()
    let tries = 0
    await page.route("**/*", async (route) => {
      if (route.request().method() === "POST") {
        tries += 1
        await late
      }
      await route.continue()
    })
    await page.goto(SECURITY)
    await expect(field(page)).toBeFocused()
    await page.keyboard.type("this is not it at all")
    await page.keyboard.press("Enter")
    await expect(button(page, "Signing in …")).toBeVisible()
    await page.keyboard.press("Enter")
    goOn()
    await expect(page.getByRole("alert").filter({ hasText: "This is not the password." })).toBeVisible()
    await enter(page, PASSWORD)
    await expect(button(page, "Sign out")).toBeVisible()
    expect(tries).toBe(2)
  },
)

test("The operator's pages work with the keyboard alone", ONLY_LONG, async ({ page }) => {
  await page.goto(SECURITY)
  await expect(field(page)).toBeFocused()
  await page.keyboard.type(PASSWORD)
  await page.keyboard.press("Enter")
  await expect(button(page, "Sign out")).toBeVisible()
  await page.keyboard.press("Tab")
  await expect(page.getByRole("link", { name: "Skip to the page" })).toBeFocused()
  await tabTo(page, button(page, "Sign out"))
  await page.keyboard.press("Enter")
  await expectSignIn(page)
})

test("A browser that is signed out sees the sign-in on every page of the operator, and nothing else", async ({
  page,
}) => {
  for (const path of PAGES) {
    const answer = await page.goto(path)
    expect(answer?.headers()["cache-control"], path).toContain("no-store")
    await expectSignIn(page)
    await expect(page.getByRole("navigation")).toHaveCount(0)
    await expect(page.locator("meta[name=robots]")).toHaveAttribute("content", "noindex, nofollow")
  }
})

test("The operator's cookie is sealed, for no script, and makes its browser known for ninety days at most", async ({
  page,
  db,
}) => {
  await signInByHand(page, SECURITY)
  const [cookie, ...others] = await page.context().cookies()
  expect(others).toEqual([])
  expect(cookie).toMatchObject({ name: "alcove-admin", httpOnly: true, sameSite: "Lax", path: "/" })
  expect((cookie?.expires ?? 0) - Date.now() / 1000).toBeLessThanOrEqual(90 * 24 * 3600)
  const [row] = await db`select id from admin_sessions`
  expect(cookie?.value).not.toContain(row?.id)
})

test(
  "One browser of an operator ends the session of another, which sees the sign-in from then on",
  ONLY_LONG,
  async ({ page, visitor }) => {
    const other = await visitor()
    await signIn(other, SECURITY)
    await signIn(page, SECURITY)
    const sessions = page.getByRole("region", { name: "Signed in now" }).getByRole("listitem")
    await expect(sessions).toHaveCount(2)
    await expect(sessions.first()).toContainText("This session")
    await expect(sessions.last()).toContainText(/^Chrome on \w+/)
    await sessions.getByRole("button", { name: /^End session/ }).dblclick()
    await expect(page.getByRole("status").filter({ hasText: "ended." })).toBeVisible()
    await expect(page.getByRole("heading", { name: "Signed in now" })).toBeFocused()
    await expect(sessions).toHaveCount(1)
    await other.reload()
    await expectSignIn(other)
    await page.reload()
    await expect(page.getByText(/^Session [0-9a-f]{6} ended session [0-9a-f]{6}\.$/)).toBeVisible()
  },
)

test("An operator ends all other sessions together", ONLY_LONG, async ({ page, visitor }) => {
  const others = [await visitor(), await visitor()]
  for (const other of others) await signIn(other, SECURITY)
  await signIn(page, SECURITY)
  await button(page, "End all other sessions").dblclick()
  await expect(page.getByRole("status").filter({ hasText: "2 sessions ended." })).toBeVisible()
  for (const other of others) {
    await other.reload()
    await expectSignIn(other)
  }
  await page.reload()
  await expect(button(page, "Sign out")).toBeVisible()
})

test(
  "A changed password signs all other browsers out, and is the one that signs in from then on",
  ONLY_LONG,
  async ({ page, visitor }) => {
    const other = await visitor()
    await signIn(other, SECURITY)
    await signIn(page, SECURITY)
    await changePassword(page, { current: PASSWORD, next: "too short" })
    await expect(page.getByRole("alert").filter({ hasText: "use 12 characters or more" })).toBeVisible()
    await expect(page.getByLabel("New password", { exact: true })).toBeFocused()
    await changePassword(page, { current: PASSWORD, next: ANOTHER, again: `${ANOTHER}s` })
    await expect(page.getByRole("alert").filter({ hasText: "differ" })).toBeVisible()
    await changePassword(page, { current: "not the current one", next: ANOTHER })
    await expect(page.getByRole("alert").filter({ hasText: "nothing was changed" })).toBeVisible()
    await expect(page.getByLabel("Current password")).toBeFocused()
    await changePassword(page, { current: PASSWORD, next: ANOTHER })
    await expect(page.getByRole("status").filter({ hasText: "The password is changed." })).toBeVisible()
    await page.reload()
    await expect(page.getByText(/changed the password\. All sessions ended\./)).toBeVisible()
    await button(other, "Change password").scrollIntoViewIfNeeded()
    await changePassword(other, { current: ANOTHER, next: PASSWORD })
    await expect(other.getByRole("alert").filter({ hasText: "You are signed out." })).toBeVisible()
    await other.reload()
    await enter(other, PASSWORD)
    await expect(other.getByRole("alert").filter({ hasText: "This is not the password." })).toBeVisible()
    await enter(other, ANOTHER)
    await expect(button(other, "Sign out")).toBeVisible()
  },
)

test(
  "Of a dozen wrong passwords five are looked at, and then the right one has to wait, too",
  ONLY_LONG,
  async ({ page, db }) => {
    for (let guess = 1; guess <= 12; guess++) {
      const { body, headers } = await answerTo(action("signIn", { password: `guess number ${guess}` }))
      expect(body).toContain(guess <= 5 ? '"wrong_password"' : '"throttled"')
      expect(headers).not.toHaveProperty("set-cookie")
    }
    await page.goto(SECURITY)
    await enter(page, PASSWORD)
    await expect(page.getByRole("alert").filter({ hasText: /Try again in 15 minutes\./ })).toBeVisible()
    await expectSignIn(page)
    await db`update budgets set window_ends_at = now()`
    await enter(page, PASSWORD)
    await expect(button(page, "Sign out")).toBeVisible()
  },
)

test("The sign-in breaks no rule of accessibility and fits every screen", ONLY_LONG, async ({ page }) => {
  await page.goto(SECURITY)
  await expectFine(page, "admin-sign-in")
  await enter(page, "this is not it at all")
  await expect(page.getByRole("alert").filter({ hasText: "This is not the password." })).toBeVisible()
  await expectFine(page, "admin-sign-in-wrong")
})

test(
  "The security page breaks no rule of accessibility and fits every screen",
  ONLY_LONG,
  async ({ page, visitor, db }) => {
    for (const other of [await visitor(), await visitor()]) await signIn(other, SECURITY)
    await signIn(page, SECURITY)
    const text = "A question may be asked in any language. ".repeat(20)
    await db`insert into audit_log (id, action, name, before, after, admin_session_id)
    select gen_random_uuid(), 'setting_changed', 'welcome', null, ${db.json(text)}, id from admin_sessions`
    await page.reload()
    await expectFine(page, "admin-security")
  },
)

function field(page: Page) {
  return page.getByLabel("Password")
}

async function enter(page: Page, password: string) {
  await field(page).fill(password)
  await button(page, "Sign in").click()
}

async function expectSignIn(page: Page) {
  await expect(button(page, "Sign in")).toBeVisible()
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Operator’s desk")
  await expect(button(page, "Sign out")).toHaveCount(0)
}

type Passwords = { current: string; next: string; again?: string }

async function changePassword(page: Page, { current, next, again = next }: Passwords) {
  await page.getByLabel("Current password").fill(current)
  await page.getByLabel("New password", { exact: true }).fill(next)
  await page.getByLabel("Repeat the new password").fill(again)
  await button(page, "Change password").click()
}
