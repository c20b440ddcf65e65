import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { BrowserContext } from "@playwright/test"
import { expect, test } from "@/tests/support/fixtures"
import { composer, messages, send } from "@/tests/support/screen"

const WHY = /Allow cookies for this site/

test("Where the browser keeps nothing at all, every page opens, and the first send says why nothing can be kept", async ({
  playwright,
  launchOptions,
  baseURL,
  watch,
  provider,
}) => {
  const profile = mkdtempSync(join(tmpdir(), "profile-"))
  mkdirSync(join(profile, "Default"))
  const blocked = { profile: { default_content_setting_values: { cookies: 2 } } }
  writeFileSync(join(profile, "Default", "Preferences"), JSON.stringify(blocked))
  const context = await playwright.chromium.launchPersistentContext(profile, { ...launchOptions, baseURL })
  watch(context)
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
  await context.close()
  rmSync(profile, { recursive: true })
})

const PAGES = [
  ["/privacy", "Privacy"],
  ["/my-data", "My data"],
  ["/admin", "Sign in"],
  ["/chat/0199aaaa-0000-7000-8000-000000000001", "There is nothing here"],
  ["/", "How can I help?"],
] as const
