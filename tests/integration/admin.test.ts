import { beforeEach, describe, expect, test, vi } from "vitest"
import * as actions from "@/lib/actions/admin"
import { listAudit } from "@/lib/server/admin/audit"
import { findAdminQuietly } from "@/lib/server/admin/session"
import { listAdminSessions } from "@/lib/server/admin/sessions"
import { cleanUp } from "@/lib/server/cleanups/cleanup"
import { query } from "@/lib/server/db/client"
import { writeCookie } from "@/lib/server/sessions/cookie"
import { createBrowser } from "@/tests/support/app/next-headers"
import { createVisitor } from "@/tests/support/app/visitor"
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

vi.mock("next/headers", () => import("@/tests/support/app/next-headers"))

const FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"

beforeEach(async () => {
  await query(({ sql }) => sql`truncate admin_sessions, admin_password, audit_log, budgets`)
})

describe("signing in", () => {
  test("takes the right password and refuses a wrong one", async () => {
    const browser = createBrowser()
    for (const password of [ANOTHER, `${PASSWORD} `, PASSWORD.toUpperCase(), PASSWORD.slice(0, -1), ""]) {
      expect(await signIn(browser, password)).toMatchObject({ ok: false, error: { code: "wrong_password" } })
    }
    expect(browser.jar.size).toBe(0)
    expect(await find(browser)).toBeUndefined()
    expect(await countSessions()).toBe(0)
    // Of a new address, as this one has guessed enough.
    await query(({ sql }) => sql`truncate budgets`)
    expect(await signIn(browser)).toEqual({ ok: true })
    expect(await find(browser)).toBeDefined()
  })

  test("makes a new session with a new token every time, and ends the one before", async () => {
    const browser = createBrowser()
    await signIn(browser)
    const [first, cookie] = [await find(browser), cookieOf(browser)]
    await signIn(browser)
    const second = await find(browser)
    expect(second).toBeDefined()
    expect(second?.id).not.toBe(first?.id)
    expect(await countSessions()).toBe(1)
    setCookie(browser, cookie)
    expect(await find(browser)).toBeUndefined()
  })

  test("the cookie is for this host and no script, and the database knows only a hash", async () => {
    const browser = createBrowser()
    await signIn(browser)
    expect(browser.jar.get("alcove-admin")?.attributes).toMatchObject({
      httpOnly: true,
      sameSite: "lax",
      path: "/",
      maxAge: 90 * 24 * 3600,
    })
    const [row] = await query(({ sql }) => sql`select token_hash, device from admin_sessions`)
    expect(row?.token_hash).toHaveLength(32)
  })

  test("over HTTPS the cookie is __Host- and Secure", async () => {
    const browser = createBrowser()
    vi.stubEnv("PUBLIC_URL", "https://chat.example.org")
    vi.resetModules()
    const { handOver, newSession } = await import("@/lib/server/admin/session")
    await browser.visit(() => handOver(newSession()))
    vi.unstubAllEnvs()
    vi.resetModules()
    const cookie = browser.jar.get("__Host-alcove-admin")
    expect(cookie?.attributes).toMatchObject({ secure: true, httpOnly: true, sameSite: "lax", path: "/" })
    expect(cookie?.attributes).not.toHaveProperty("domain")
  })
})

describe("staying signed in", () => {
  test("an hour without use ends a session", async () => {
    const browser = await signedIn()
    await query(({ sql }) => sql`update admin_sessions set last_seen_at = now() - interval '59 minutes'`)
    expect(await find(browser)).toBeDefined()
    await query(({ sql }) => sql`update admin_sessions set last_seen_at = now() - interval '60 minutes'`)
    expect(await find(browser)).toBeUndefined()
    expect(await browser.visit(actions.endOtherSessions)).toMatchObject({ error: { code: "signed_out" } })
  })

  test("twelve hours end a session, however much it is used", async () => {
    const browser = await signedIn()
    await query(({ sql }) => sql`update admin_sessions set created_at = now() - interval '719 minutes'`)
    expect(await find(browser)).toBeDefined()
    await query(({ sql }) => sql`update admin_sessions set created_at = now() - interval '720 minutes'`)
    expect(await find(browser)).toBeUndefined()
  })

  test("use is noted at most once a minute, and what refreshes by itself is no use", async () => {
    const browser = await signedIn()
    const ago = (seconds: number) =>
      query(
        ({ sql }) => sql`update admin_sessions set last_seen_at = now() - make_interval(secs => ${seconds})`,
      )
    await ago(50)
    await find(browser)
    expect(await secondsSinceSeen()).toBeGreaterThan(45)
    await ago(1800)
    expect(await browser.visit(findAdminQuietly)).toBeDefined()
    expect(await secondsSinceSeen()).toBeGreaterThan(1700)
    await find(browser)
    expect(await secondsSinceSeen()).toBeLessThan(30)
  })

  test("a cleanup deletes the sessions of browsers that are forgotten, and nothing else", async () => {
    const [ended, live] = [await signedIn(), await signedIn()]
    const admin = await find(ended)
    await query(
      ({ sql }) =>
        sql`update admin_sessions set last_seen_at = now() - interval '91 days' where id = ${admin?.id ?? ""}`,
    )
    expect(await countSessions()).toBe(2)
    await cleanUp()
    expect(await countSessions()).toBe(1)
    expect(await find(live)).toBeDefined()
  })
})

describe("a browser that is not signed in", () => {
  test("has no session by an altered cookie", async () => {
    const browser = await signedIn()
    const value = cookieOf(browser)
    for (let at = 0; at < value.length - 3; at += 7) {
      setCookie(browser, value.slice(0, at) + (value[at] === "A" ? "B" : "A") + value.slice(at + 1))
      expect(await find(browser)).toBeUndefined()
    }
    setCookie(browser, value)
    expect(await find(browser)).toBeDefined()
  })

  test("has none by a visitor's cookie under this name, nor by another session's token", async () => {
    const [browser, other] = [await signedIn(), await signedIn()]
    const [mine, theirs] = [await find(browser), await find(other)]
    const stranger = createBrowser()
    const visitor = await createVisitor()
    await stranger.visit(() => writeCookie({ id: visitor.id, token: "anything" }))
    setCookie(stranger, stranger.jar.get("alcove")?.value ?? "")
    expect(await find(stranger)).toBeUndefined()
    // Sealed as it should be, with another session's proof.
    const { handOver, newSession } = await import("@/lib/server/admin/session")
    await stranger.visit(() => handOver({ ...newSession(), id: mine?.id ?? "" }))
    expect(await find(stranger)).toBeUndefined()
    expect(theirs).toBeDefined()
  })

  const calls: Record<string, (id: string) => Promise<unknown>> = {
    endSession: (id) => actions.endSession({ id }),
    endOtherSessions: () => actions.endOtherSessions(),
    changePassword: () => actions.changePassword({ current: PASSWORD, next: ANOTHER }),
  }
  for (const [name, call] of Object.entries(calls)) {
    test(`${name} is refused, and done for an operator`, async () => {
      const [operator, other] = [await signedIn(), await signedIn()]
      const target = (await find(other))?.id ?? ""
      expect(await createBrowser().visit(() => call(target))).toMatchObject({
        ok: false,
        error: { code: "signed_out" },
      })
      expect(await find(operator)).toBeDefined()
      expect(await find(other)).toBeDefined()
      expect(await operator.visit(() => call(target))).toMatchObject({ ok: true })
      expect(await find(operator)).toBeDefined()
      expect(await find(other)).toBeUndefined()
    })
  }

  test("is refused by every action on a page of another site, also with the cookie and the password", async () => {
    const operator = await signedIn()
    const { id } = (await find(operator)) ?? { id: "" }
    operator.headers.set("sec-fetch-site", "cross-site")
    const all: typeof calls = {
      ...calls,
      signIn: () => actions.signIn({ password: PASSWORD }),
      signOut: () => actions.signOut(),
    }
    for (const [name, call] of Object.entries(all)) {
      expect(await operator.visit(() => call(id)), name).toMatchObject({ error: { code: "invalid" } })
    }
    operator.headers.delete("sec-fetch-site")
    expect(await find(operator)).toEqual({ id })
  })
})

describe("an operator's sessions", () => {
  test("are listed with the device in words, this one first; the header itself is not kept", async () => {
    const [browser, other] = [createBrowser(), createBrowser({ "user-agent": FIREFOX })]
    await signIn(other)
    await signIn(browser)
    const admin = await find(browser)
    const listed = await browser.visit(() => listAdminSessions(admin ?? { id: "" }))
    expect(listed.map(({ device, isThis }) => ({ device, isThis }))).toEqual([
      { device: "Unknown browser", isThis: true },
      { device: "Firefox on Windows", isThis: false },
    ])
    const [row] = await query(
      ({ sql }) => sql`select count(*)::int from admin_sessions where device ~ 'Mozilla'`,
    )
    expect(row?.count).toBe(0)
  })

  test("end by signing out, which takes the cookie back", async () => {
    const [browser, other] = [await signedIn(), await signedIn()]
    const cookie = cookieOf(browser)
    await browser.visit(actions.signOut)
    expect(browser.jar.size).toBe(0)
    setCookie(browser, cookie)
    expect(await find(browser)).toBeUndefined()
    expect(await find(other)).toBeDefined()
  })

  test("end all but one's own, which counts and logs those that still lived", async () => {
    const [browser, stale, other] = [await signedIn(), await signedIn(), await signedIn()]
    const [{ id: staleId } = { id: "" }, { id: otherId } = { id: "" }] = [
      await find(stale),
      await find(other),
    ]
    await query(
      ({ sql }) =>
        sql`update admin_sessions set last_seen_at = now() - interval '61 minutes' where id = ${staleId}`,
    )
    expect(await browser.visit(actions.endOtherSessions)).toEqual({ ok: true, ended: 1 })
    const ended = (await listAudit(100)).filter(({ action }) => action === "session_ended")
    expect(ended.map(({ before }) => before)).toEqual([otherId])
    expect(await find(browser)).toBeDefined()
  })

  test("that have ended cannot be ended again, nor ones that never were", async () => {
    const [browser, other] = [await signedIn(), await signedIn()]
    const { id } = (await find(other)) ?? { id: "" }
    expect(await browser.visit(() => actions.endSession({ id }))).toEqual({ ok: true })
    for (const gone of [id, "0199aaaa-0000-7000-8000-000000000000", "nonsense"]) {
      expect(await browser.visit(() => actions.endSession({ id: gone }))).toMatchObject({
        error: { code: "not_found" },
      })
    }
  })
})

test("the audit log tells who did what, and no password", async () => {
  const [browser, other] = [await signedIn(), await signedIn()]
  const { id } = (await find(browser)) ?? { id: "" }
  const { id: ended } = (await find(other)) ?? { id: "" }
  await browser.visit(() => actions.endSession({ id: ended }))
  await browser.visit(() => change(PASSWORD, ANOTHER))
  await browser.visit(actions.signOut)
  const entries = (await listAudit(100)).toReversed()
  expect(entries.map(({ action }) => action)).toEqual([
    "signed_in",
    "signed_in",
    "session_ended",
    "password_changed",
    "signed_out",
  ])
  expect(entries[2]).toMatchObject({ adminSessionId: id, before: ended })
  expect(JSON.stringify(entries)).not.toMatch(new RegExp(`${PASSWORD}|${ANOTHER}|scrypt`))
})

async function secondsSinceSeen(): Promise<number> {
  const [row] = await query(
    ({ sql }) => sql<[{ seconds: number }]>`
      select extract(epoch from now() - last_seen_at)::float as seconds from admin_sessions`,
  )
  return row.seconds
}
