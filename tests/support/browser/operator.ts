import { expect } from "vitest"
import * as actions from "@/lib/actions/admin"
import { findAdmin } from "@/lib/server/admin/session"
import { query } from "@/lib/server/db/client"
import { createBrowser } from "../app/next-headers"
import { SECRETS } from "../app/settings"

/* An operator without a browser, for tests in which `next-headers.ts` stands in the place of `next/headers`. */

export const PASSWORD = SECRETS.ADMIN_PASSWORD
export const ANOTHER = "quite another password"

export type Browser = ReturnType<typeof createBrowser>

/** Comes with the password, right or wrong. */
export const signIn = (browser: Browser, password = PASSWORD) =>
  browser.visit(() => actions.signIn({ password }))
/** The operator this browser is taken for. */
export const find = (browser: Browser) => browser.visit(findAdmin)
/** For `visit`: changes the password. */
export const change = (current: string, next: string) => actions.changePassword({ current, next })

/** A browser that has just signed in. */
export async function signedIn(): Promise<Browser> {
  const browser = createBrowser()
  expect(await signIn(browser)).toEqual({ ok: true })
  return browser
}

export function cookieOf(browser: Browser): string {
  return browser.jar.get("alcove-admin")?.value ?? ""
}

export function setCookie(browser: Browser, value: string): void {
  browser.jar.set("alcove-admin", { value, attributes: {} })
}

export async function countSessions(): Promise<number> {
  const [row] = await query(({ sql }) => sql<[{ count: number }]>`select count(*)::int from admin_sessions`)
  return row.count
}
