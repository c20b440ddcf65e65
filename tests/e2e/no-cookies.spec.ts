import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { findWholeBrowser } from "@/scripts/test/browser.mjs"
import { ONLY_LONG } from "@/tests/support/app/settings"
import { expect, test } from "@/tests/support/browser/fixtures"
import { button, composer, expectFinished, lastReply, messages, send } from "@/tests/support/browser/screen"
import { PLAIN_ANSWER } from "@/tests/support/provider/scenarios"
import { startCookieThief } from "@/tests/support/security/cookie-thief"

const WHY = /Allow cookies for this site/

test(
  "Where the browser keeps nothing at all, every page opens, and the first send says why nothing can be kept",
  ONLY_LONG,
  async ({ playwright, launchOptions, baseURL, provider }) => {
    const profile = mkdtempSync(join(tmpdir(), "profile-"))
    mkdirSync(join(profile, "Default"))
    const blocked = { profile: { default_content_setting_values: { cookies: 2 } } }
    writeFileSync(join(profile, "Default", "Preferences"), JSON.stringify(blocked))
    // A setting of the profile, which the shell without a window does not have; without an installed one, Playwright's own.
    const executablePath = findWholeBrowser()
    const whole = { ...launchOptions, executablePath, channel: executablePath ? undefined : "chromium" }
    const context = await playwright.chromium.launchPersistentContext(profile, { ...whole, baseURL })
    const uncaught: string[] = []
    context.on("weberror", (error) => uncaught.push(error.error().message))
    const page = await context.newPage()

    for (const [path, heading] of PAGES) {
      await page.goto(path)
      await expect(page.getByRole("heading", { name: heading, exact: true })).toBeVisible()
    }
    await page.goto("/")
    const refused = await page.evaluate(() => {
      try {
        return Boolean(window.localStorage && window.sessionStorage)
      } catch (error) {
        return String(error)
      }
    })
    expect(refused).toContain("SecurityError")
    await send(page, "Can anybody hear me?")
    await expect(page.getByRole("alert").filter({ hasText: WHY })).toBeVisible()
    await expect(composer(page)).toHaveValue("Can anybody hear me?")
    await expect(messages(page, "Assistant")).toHaveCount(0)
    expect(await provider.requests()).toEqual([])
    expect(uncaught).toEqual([])
    await context.close()
    rmSync(profile, { recursive: true })
  },
)

test(
  "Where cookies are lost on the way, the model is asked once, and the page says why nothing can be kept",
  ONLY_LONG,
  async ({ browser, provider }) => {
    const thief = await startCookieThief()
    const context = await browser.newContext({ baseURL: thief.url })
    const page = await context.newPage()
    const why = page.getByRole("alert").filter({ hasText: WHY })
    await page.goto("/")
    await send(page, "Can anybody hear me?")
    await expect(why).toBeVisible()
    await expect(page.getByText("Writing…")).toHaveCount(0)
    await expect(button(page, "Stop")).toHaveCount(0)
    await send(page, "And now?")
    await expect(composer(page)).toHaveValue("And now?")
    await expect(why).toBeVisible()
    await page.goto("/")
    await send(page, "Is it better now?")
    await expect(why).toBeVisible()
    await provider.expectRequests(1)

    thief.takesCookies = false
    await button(page, "Send").click()
    await expectFinished(page)
    await page.reload()
    await expect(lastReply(page)).toContainText(PLAIN_ANSWER)
    await context.close()
    thief.stop()
  },
)

const PAGES = [
  ["/privacy", "Privacy"],
  ["/my-data", "My data"],
  ["/admin", "Operator’s desk"],
  ["/chat/0199aaaa-0000-7000-8000-000000000001", "There is nothing here"],
] as const
