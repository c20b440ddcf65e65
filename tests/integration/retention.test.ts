import { beforeEach, describe, expect, test, vi } from "vitest"
import { signIn } from "@/lib/actions/admin"
import { runCleanup } from "@/lib/actions/cleanups"
import { listAudit } from "@/lib/server/admin/audit"
import { cleanUp } from "@/lib/server/cleanups/cleanup"
import { query } from "@/lib/server/db/client"
import { findCondition } from "@/lib/server/status/overview"
import { createBrowser } from "@/tests/support/app/next-headers"
import { SECRETS } from "@/tests/support/app/settings"
import { ask, createVisitor } from "@/tests/support/app/visitor"

vi.mock("next/headers", () => import("@/tests/support/app/next-headers"))

process.env.CLEANUP_PERIOD = "10m"

beforeEach(async () => {
  await query(
    ({ sql }) => sql`truncate sessions, cleanups, usage, audit_log, admin_sessions, budgets cascade`,
  )
})

describe("how well cleanups keep up", () => {
  test("good: nothing has expired, with or without a cleanup", async () => {
    expect(await retention()).toMatchObject({
      state: "good",
      lastFinishedAt: null,
      isRunning: false,
      period: 600,
      over: { sessions: 0, chats: 0, oldest: null },
    })
    await createVisitor()
    await cleanUp()
    const { state, lastFinishedAt } = await retention()
    expect(state).toBe("good")
    expect(Date.now() - Date.parse(lastFinishedAt ?? "")).toBeLessThan(10_000)
  })

  test("waiting: something expired after the last cleanup began", async () => {
    await finished("8 minutes")
    await expired("5 minutes")
    await expired("2 minutes")
    await expiredChat("1 minute")
    const { state, sentence, over: waiting } = await retention()
    expect(state).toBe("waiting")
    expect(sentence).toMatch(/^2 visitors’ chats and 1 temporary chat are over and wait for the next cleanup/)
    expect(waiting).toMatchObject({ sessions: 2, chats: 1 })
  })

  test("waiting: something expired a moment ago, before there was any cleanup", async () => {
    await expired("9 minutes")
    expect(await retention()).toMatchObject({
      state: "waiting",
      sentence: "1 visitor’s chats are over and wait for the next cleanup. Visitors no longer see them.",
    })
  })

  test("overdue: the last good cleanup is older than twice its period, though nothing has expired", async () => {
    await finished("19 minutes")
    expect(await retention()).toMatchObject({ state: "good" })
    await query(({ sql }) => sql`truncate cleanups`)
    await finished("21 minutes")
    expect(await retention()).toMatchObject({
      state: "overdue",
      sentence: expect.stringMatching(
        /^The last cleanup is too long ago; one is expected every 10 minutes\. Clean up now/,
      ),
    })
  })

  test("overdue: a cleanup that was broken off is no good one", async () => {
    await finished("21 minutes")
    await query(({ sql }) => sql`insert into cleanups (id) values (gen_random_uuid())`)
    expect(await retention()).toMatchObject({ state: "overdue", isRunning: false })
  })

  test("overdue: the last good cleanup left something behind", async () => {
    await expired("5 minutes")
    await finished("3 minutes")
    expect(await retention()).toMatchObject({
      state: "overdue",
      sentence: expect.stringMatching(
        /^1 visitor’s chats are over and still stored, longer than it should be/,
      ),
    })
  })

  test("overdue: something expired longer ago than a period", async () => {
    await expiredChat("11 minutes")
    expect(await retention()).toMatchObject({
      state: "overdue",
      sentence: expect.stringMatching(
        /^1 temporary chat is over and still stored, and no cleanup has finished yet/,
      ),
    })
    await cleanUp()
    expect(await retention()).toMatchObject({ state: "good" })
  })
})

describe("a cleanup from the operator's page", () => {
  test("counts without deleting, then deletes, and both are in the audit log", async () => {
    const admin = await signedIn()
    await expired("5 minutes")
    await createVisitor()
    const dry = await admin.visit(() => runCleanup({ dryRun: true }))
    expect(dry).toMatchObject({ ok: true, receipt: { dryRun: true, deleted: { sessions: 1 } } })
    expect(await countSessions()).toBe(2)
    const real = await admin.visit(() => runCleanup({ dryRun: false }))
    expect(real).toMatchObject({ ok: true, receipt: { dryRun: false, deleted: { sessions: 1 } } })
    expect(await countSessions()).toBe(1)
    expect((await cleanupsInAudit()).map(({ after }) => after)).toEqual([
      { dryRun: false, sessions: 1, chats: 0, messages: 0 },
      { dryRun: true, sessions: 1, chats: 0, messages: 0 },
    ])
  })

  test("is refused to strangers and to pages of other sites, and deletes nothing", async () => {
    await expired("5 minutes")
    const stranger = createBrowser()
    const refused = await stranger.visit(() => runCleanup({ dryRun: false }))
    expect(refused).toMatchObject({ ok: false, error: { code: "signed_out" } })
    const admin = await signedIn()
    admin.headers.set("sec-fetch-site", "cross-site")
    expect(await admin.visit(() => runCleanup({ dryRun: false }))).toMatchObject({ ok: false })
    admin.headers.delete("sec-fetch-site")
    const unclear = await admin.visit(() => runCleanup(Object(null)))
    expect(unclear).toMatchObject({ ok: false, error: { code: "invalid" } })
    expect(await countSessions()).toBe(1)
    expect(await cleanupsInAudit()).toEqual([])
  })

  test("says that another one works", async () => {
    const admin = await signedIn()
    const { promise: done, resolve: finish } = Promise.withResolvers<void>()
    const { promise: held, resolve: hold } = Promise.withResolvers<void>()
    const holding = query(({ sql }) =>
      sql.begin(async (transaction) => {
        await transaction`select pg_advisory_xact_lock(252684)`
        hold()
        await done
      }),
    )
    await held
    expect(await admin.visit(() => runCleanup({ dryRun: false }))).toMatchObject({
      ok: false,
      error: {
        code: "busy",
        message: "A cleanup is at work already. Wait until it has finished, then look again.",
      },
    })
    expect(await retention()).toMatchObject({ isRunning: true })
    finish()
    await holding
    expect(await retention()).toMatchObject({ isRunning: false })
    expect(await cleanupsInAudit()).toEqual([])
  })
})

test("storage is told by kind, with rows and bytes", async () => {
  const visitor = await createVisitor()
  await ask(visitor, "How much room does this take?")
  const { bytes, kinds } = (await findCondition()).storage
  expect(kinds.map(({ name }) => name)).toContain("Messages")
  expect(kinds.find(({ name }) => name === "Visitors")?.bytes).toBeGreaterThan(0)
  await expect.poll(countMessages).toBe(2)
  expect(bytes).toBeGreaterThan(kinds.reduce((sum, kind) => sum + kind.bytes, 0))
})

/** What connections did is added to the estimate when they get to it, a truncation last of all perhaps: counted anew each time. */
async function countMessages(): Promise<number | undefined> {
  await query(({ sql }) => sql`analyze messages`)
  return (await findCondition()).storage.kinds.find(({ name }) => name === "Messages")?.rows
}

async function retention() {
  return (await findCondition()).retention
}

/** A cleanup that finished so long ago. */
function finished(ago: string) {
  return query(
    ({ sql }) => sql`
      insert into cleanups (id, started_at, finished_at)
      values (gen_random_uuid(), now() - ${ago}::interval - interval '1 second', now() - ${ago}::interval)`,
  )
}

/** A session that expired so long ago. */
function expired(ago: string) {
  return query(
    ({ sql }) => sql`
      insert into sessions (id, token_hash, expires_at) values (gen_random_uuid(), '', now() - ${ago}::interval)`,
  )
}

/** A temporary chat of a live session, expired so long ago. */
async function expiredChat(ago: string) {
  const { id } = await createVisitor()
  await query(
    ({ sql }) => sql`
      insert into chats (session_id, id, title, revision, temporary, updated_at)
      values (${id}, gen_random_uuid(), '', 1, true, now() - interval '1 hour' - ${ago}::interval)`,
  )
}

async function signedIn() {
  const browser = createBrowser()
  expect(await browser.visit(() => signIn({ password: SECRETS.ADMIN_PASSWORD }))).toEqual({ ok: true })
  return browser
}

async function countSessions(): Promise<number> {
  return (await query(({ sql }) => sql`select from sessions`)).length
}

async function cleanupsInAudit() {
  return (await listAudit(10)).filter(({ action }) => action === "cleanup_run")
}
