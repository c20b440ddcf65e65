import { beforeEach, expect, test, vi } from "vitest"
import { endOtherSessions, signIn, signOut } from "@/lib/actions/admin"
import { applyAdminPassword } from "@/lib/server/admin/password"
import { findAdmin } from "@/lib/server/admin/session"
import { query } from "@/lib/server/db/client"
import { createSession } from "@/lib/server/sessions/create"
import { createBrowser } from "@/tests/support/app/next-headers"
import { isLong, SECRETS } from "@/tests/support/app/settings"

vi.mock("next/headers", () => import("@/tests/support/app/next-headers"))

const looks = vi.hoisted(() => ({ count: 0 }))
vi.mock("@/lib/server/crypto/password-hash", async (importOriginal) => {
  const scrypt = await importOriginal<typeof import("@/lib/server/crypto/password-hash")>()
  const isPassword = (password: string, hashed: string) => {
    looks.count++
    return scrypt.isPassword(password, hashed)
  }
  return { ...scrypt, isPassword }
})

process.env.TRUSTED_PROXIES = "1"

const PASSWORD = SECRETS.ADMIN_PASSWORD
const ADDRESSES = 50
const GUESSES = 1000
const PARALLEL = 32
const [HERE, EVERYWHERE] = [5, 100]

beforeEach(async () => {
  await query(({ sql }) => sql`truncate admin_sessions, budgets`)
  await applyAdminPassword()
  looks.count = 0
})

// A hundred looks at a password take a minute, so slow are they made.
test.runIf(isLong)(
  "Of 1,000 wrong passwords from 50 addresses 100 are looked at and none opens; the right one works after the window",
  async () => {
    const answers = await guess(GUESSES, ADDRESSES)
    expect(looks.count).toBe(EVERYWHERE)
    expect(countOf(answers, "wrong_password")).toBe(EVERYWHERE)
    expect(countOf(answers, "throttled")).toBe(GUESSES - EVERYWHERE)
    expect(await countSessions()).toBe(0)

    const elsewhere = from("198.51.100.1")
    expect(await enter(elsewhere, PASSWORD)).toMatchObject({ error: { code: "throttled" } })
    expect(looks.count).toBe(EVERYWHERE)
    await endWindows()
    expect(await enter(elsewhere, PASSWORD)).toEqual({ ok: true })
    expect(await elsewhere.visit(findAdmin)).toBeDefined()
  },
  120_000,
)

test("One address has five wrong passwords in a window, and other addresses are not kept out by them", async () => {
  const answers = await guess(50, 1)
  expect(looks.count).toBe(HERE)
  expect(countOf(answers, "throttled")).toBe(50 - HERE)
  const same = from(addressOf(0))
  const refused = await enter(same, PASSWORD)
  expect(refused).toMatchObject({ error: { code: "throttled" } })
  expect(JSON.stringify(refused)).toMatch(/Try again in (14|15) minutes/)
  expect(await enter(from("198.51.100.1"), PASSWORD)).toEqual({ ok: true })
  await endWindows()
  expect(await enter(same, PASSWORD)).toEqual({ ok: true })
})

test("A browser that an operator signed in with is not shut out by strangers, until it was signed out of", async () => {
  const [mine, other] = [from(addressOf(0)), from(addressOf(0))]
  expect(await enter(mine, PASSWORD)).toEqual({ ok: true })
  expect(await enter(other, PASSWORD)).toEqual({ ok: true })
  await query(({ sql }) => sql`update admin_sessions set created_at = now() - interval '13 hours'`)
  await shutForStrangers()
  expect(await enter(from("198.51.100.1"), PASSWORD)).toMatchObject({ error: { code: "throttled" } })
  expect(await mine.visit(findAdmin)).toBeUndefined()
  expect(await enter(mine, PASSWORD)).toEqual({ ok: true })
  expect(await countSessions()).toBe(2)

  for (let turn = 0; turn < HERE; turn++)
    expect(await enter(other, "a guess")).toMatchObject({ error: { code: "wrong_password" } })
  expect(await enter(other, PASSWORD)).toMatchObject({ error: { code: "throttled" } })
  expect(await enter(mine, PASSWORD)).toEqual({ ok: true })
  await mine.visit(signOut)
  expect(await enter(mine, PASSWORD)).toMatchObject({ error: { code: "throttled" } })
})

test("A browser is forgotten by who ends its session, after 90 days, and no cookie of a visitor makes one known", async () => {
  const [mine, ended, old] = [from("198.51.100.1"), from("198.51.100.2"), from("198.51.100.3")]
  for (const browser of [ended, old]) expect(await enter(browser, PASSWORD)).toEqual({ ok: true })
  await query(({ sql }) => sql`update admin_sessions set created_at = now() - interval '13 hours'`)
  expect(await enter(mine, PASSWORD)).toEqual({ ok: true })
  expect(await mine.visit(endOtherSessions)).toEqual({ ok: true, ended: 0 })
  expect(await enter(old, PASSWORD)).toEqual({ ok: true })
  await query(({ sql }) => sql`update admin_sessions set last_seen_at = now() - interval '91 days'`)
  const visitor = from("198.51.100.4")
  await visitor.visit(() => createSession(null))
  visitor.jar.set("alcove-admin", { value: visitor.jar.get("alcove")?.value ?? "", attributes: {} })
  await shutForStrangers()
  for (const browser of [ended, old, visitor])
    expect(await enter(browser, PASSWORD)).toMatchObject({ error: { code: "throttled" } })
})

test("The right password does not count as a guess, however often it is used", async () => {
  const browser = from("198.51.100.1")
  for (let turn = 0; turn < 2 * HERE; turn++) expect(await enter(browser, PASSWORD)).toEqual({ ok: true })
})

const from = (address: string) => createBrowser({ "x-forwarded-for": address })
const addressOf = (number: number) => `203.0.113.${number + 1}`

function enter(browser: ReturnType<typeof createBrowser>, password: string) {
  return browser.visit(() => signIn({ password }))
}

async function guess(guesses: number, addresses: number) {
  const browsers = Array.from({ length: addresses }, (_, number) => from(addressOf(number)))
  const answers: Awaited<ReturnType<typeof signIn>>[] = []
  const work = async (_: unknown, worker: number) => {
    for (let turn = worker; turn < guesses; turn += PARALLEL) {
      const browser = browsers[turn % addresses] ?? from(addressOf(0))
      answers.push(await enter(browser, `${PASSWORD} ${turn}`))
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, work))
  return answers
}

function countOf(answers: Awaited<ReturnType<typeof signIn>>[], code: string): number {
  return answers.filter((answer) => !answer.ok && answer.error.code === code).length
}

/** As if a hundred wrong passwords had come from everywhere. */
async function shutForStrangers(): Promise<void> {
  await query(
    ({ sql }) => sql`
      insert into budgets (scope, used, window_ends_at) values ('login', ${EVERYWHERE}, now() + interval '10 minutes')
      on conflict (scope) do update set used = excluded.used, window_ends_at = excluded.window_ends_at`,
  )
}

/** As if the fifteen minutes had gone by. */
async function endWindows(): Promise<void> {
  await query(({ sql }) => sql`update budgets set window_ends_at = now()`)
}

async function countSessions(): Promise<number> {
  const [row] = await query(({ sql }) => sql<[{ count: number }]>`select count(*)::int from admin_sessions`)
  return row.count
}
