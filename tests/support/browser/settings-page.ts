import { type APIRequestContext, expect, type Locator, type Page } from "@playwright/test"
import type postgres from "postgres"
import { button } from "./screen"
import { signIn } from "./sign-in"

export const PAUSED = "The desk is closed until nine. Your chats are here."

/** Back to the defaults: what the app remembers outlives the table by half a second, and is the next test's otherwise. */
export async function clearSettings(db: postgres.Sql, request: APIRequestContext): Promise<void> {
  await db`truncate settings`
  await db`insert into settings (name, value) values ('model', '"marker of the tests"')`
  await expectModel(request, "marker of the tests")
  await db`truncate settings`
  await expectModel(request, "scripted")
}

/** Signs in on the page of settings. */
export async function openSettings(page: Page): Promise<void> {
  await signIn(page, "/admin/settings")
  await expect(page.getByRole("heading", { name: "Settings", level: 1 })).toBeVisible()
}

/** The field of a setting. */
export function field(page: Page, name: string): Locator {
  return page.getByRole("textbox", { name, exact: true })
}

/** The form of a setting. */
export function form(page: Page, name: string): Locator {
  return page.locator("form").filter({ has: field(page, name) })
}

/** Sets a setting to a text, and waits until it is said to be saved. */
export async function save(page: Page, name: string, text: string): Promise<void> {
  await field(page, name).fill(text)
  await button(form(page, name), "Save").click()
  await expectSaved(form(page, name))
}

/** Pauses answering with these words for visitors. */
export async function pauseAnswering(page: Page): Promise<void> {
  await field(page, "What visitors read while it is paused").fill(PAUSED)
  await page.getByRole("switch", { name: "Answer visitors" }).click()
  await expect(page.getByRole("switch", { name: "Answer visitors" })).not.toBeChecked()
}

/** Where a visitor reads them. */
export function pausedNotice(page: Page): Locator {
  return page.getByRole("status").filter({ hasText: PAUSED })
}

async function expectSaved(within: Locator): Promise<void> {
  await expect(within.getByRole("status")).toHaveText("Saved. In effect within a second.")
}

async function expectModel(request: APIRequestContext, model: string): Promise<void> {
  await expect.poll(async () => (await (await request.get("/api/health")).json()).model).toBe(model)
}
