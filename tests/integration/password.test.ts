import type { TransactionSql } from "postgres"
import { beforeEach, describe, expect, test, vi } from "vitest"
import { connect } from "@/drizzle/client"
import { listAudit } from "@/lib/server/admin/audit"
import { query } from "@/lib/server/db/client"
import { createBrowser } from "@/tests/support/app/next-headers"
import { isLong } from "@/tests/support/app/settings"
import {
  ANOTHER,
  change,
  cookieOf,
  countSessions,
  find,
  PASSWORD,
  setCookie,
  signedIn,
  signIn,
} from "@/tests/support/browser/operator"

const PROCESSES = isLong ? 8 : 3

vi.mock("next/headers", () => import("@/tests/support/app/next-headers"))

beforeEach(async () => {
  await query(({ sql }) => sql`truncate admin_sessions, admin_password, audit_log, budgets`)
})

describe("another password", () => {
  test("ends every session; who changed it goes on with a new one", async () => {
    const [browser, other] = [await signedIn(), await signedIn()]
    const [before, cookie] = [await find(browser), cookieOf(browser)]
    expect(await browser.visit(() => change(PASSWORD, ANOTHER))).toEqual({ ok: true })
    expect(await find(other)).toBeUndefined()
    const after = await find(browser)
    expect(after).toBeDefined()
    expect(after?.id).not.toBe(before?.id)
    setCookie(browser, cookie)
    expect(await find(browser)).toBeUndefined()
    expect(await signIn(createBrowser(), PASSWORD)).toMatchObject({ ok: false })
    expect(await signIn(createBrowser(), ANOTHER)).toEqual({ ok: true })
  })

  test("needs the current one, and must not be easy to guess", async () => {
    const [browser, other] = [await signedIn(), await signedIn()]
    const refused = { "": "wrong_password", [ANOTHER]: "wrong_password" }
    for (const [current, code] of Object.entries(refused))
      expect(await browser.visit(() => change(current, ANOTHER))).toMatchObject({ error: { code } })
    for (const next of ["elevenchars", "aaaabbbbccccdddd", "long ".repeat(205)])
      expect(await browser.visit(() => change(PASSWORD, next))).toMatchObject({ error: { code: "invalid" } })
    expect(await find(other)).toBeDefined()
    expect(await signIn(createBrowser())).toEqual({ ok: true })
  })

  test("keeps out a sign-in whose old one was looked at while it was being changed", async () => {
    await signedIn()
    const late = createBrowser()
    const { result } = await whileHeld(
      (sql) => sql`update admin_password set current = ${`another ${Date.now()}`}`,
      () => signIn(late),
    )
    expect(result).toMatchObject({ error: { code: "wrong_password" } })
    expect(await find(late)).toBeUndefined()
    expect(late.jar.size).toBe(0)
  })

  test("ends also a session that is being made with the old one", async () => {
    const browser = await signedIn()
    const { result } = await whileHeld(
      (sql) => sql`
        with door as (select from admin_password for share)
        insert into admin_sessions (id, token_hash, device) select gen_random_uuid(), '\\x00', 'late' from door`,
      () => browser.visit(() => change(PASSWORD, ANOTHER)),
    )
    expect(result).toEqual({ ok: true })
    expect(await find(browser)).toBeDefined()
    expect(await countSessions()).toBe(1)
  })

  test("in ADMIN_PASSWORD replaces one set on the page, and ends every session; the same again changes nothing", async () => {
    await boot(PASSWORD)
    const browser = await signedIn()
    await browser.visit(() => change(PASSWORD, ANOTHER))
    await boot(PASSWORD)
    expect(await find(browser)).toBeDefined()
    expect(await signIn(createBrowser(), ANOTHER)).toEqual({ ok: true })
    await boot("a third password, from outside")
    expect(await find(browser)).toBeUndefined()
    expect(await countSessions()).toBe(0)
    expect(await signIn(createBrowser(), ANOTHER)).toMatchObject({ ok: false })
    expect(await signIn(createBrowser(), "a third password, from outside")).toEqual({ ok: true })
  })

  test("is taken over once by processes that start at the same moment", async () => {
    await bootTogether(PASSWORD)
    expect(await signIn(createBrowser())).toEqual({ ok: true })
    await bootTogether(ANOTHER)
    expect(await countSessions()).toBe(0)
    expect(await signIn(createBrowser(), ANOTHER)).toEqual({ ok: true })
    const changes = (await listAudit(100)).filter(({ action }) => action === "password_changed")
    expect(changes).toHaveLength(1)
    expect(changes[0]?.adminSessionId).toBeNull()
  })
})

/** Begins the work while another transaction has written but not committed, and lets them commit once it waits for them. */
async function whileHeld<T>(written: (sql: TransactionSql) => PromiseLike<unknown>, work: () => Promise<T>) {
  const { sql } = connect(process.env.DATABASE_URL ?? "", { max: 1 })
  let begun: Promise<T> | undefined
  await sql.begin(async (holder) => {
    await written(holder)
    begun = work()
    await vi.waitFor(async () => expect(await countWaiting()).toBe(1), { timeout: 4000 })
  })
  await sql.end()
  return { result: await begun }
}

async function countWaiting(): Promise<number> {
  const [row] = await query(
    ({ sql }) => sql<[{ count: number }]>`
      select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  )
  return row.count
}

/** What a process does with ADMIN_PASSWORD when it starts: its settings are read once, so each is a process of its own. */
async function boot(password: string): Promise<void> {
  await (await startingWith(password))()
}

async function bootTogether(password: string): Promise<void> {
  const starts: (() => Promise<unknown>)[] = []
  for (let process = 0; process < PROCESSES; process++) starts.push(await startingWith(password))
  await Promise.all(starts.map((start) => start()))
}

async function startingWith(password: string) {
  vi.stubEnv("ADMIN_PASSWORD", password)
  vi.resetModules()
  const { applyAdminPassword } = await import("@/lib/server/admin/password")
  const { env } = await import("@/lib/server/env")
  env()
  vi.unstubAllEnvs()
  vi.resetModules()
  return applyAdminPassword
}
