import { beforeEach, describe, expect, test, vi } from "vitest"
import { GET } from "@/app/api/admin/stats/route"
import { signIn } from "@/lib/actions/admin"
import { query } from "@/lib/server/db/client"
import { env } from "@/lib/server/env"
import { writeCookie } from "@/lib/server/sessions/cookie"
import { createBrowser } from "@/tests/support/app/next-headers"
import { SECRETS } from "@/tests/support/app/settings"
import { createVisitor } from "@/tests/support/app/visitor"

vi.mock("next/headers", () => import("@/tests/support/app/next-headers"))

const right = { authorization: `Bearer ${SECRETS.METRICS_TOKEN}` }

beforeEach(async () => {
  await query(({ sql }) => sql`truncate usage, admin_sessions, budgets, sessions cascade`)
  await query(
    ({ sql }) => sql`
      insert into usage values ('2026-03-02 10:00Z', 'messages', '=1+1', 0, 4), ('2026-03-02 10:00Z', 'sessions', '', 0, 2)`,
  )
})

describe("the address of the statistics", () => {
  test("answers an operator who signed in, and a program with the token", async () => {
    const browser = createBrowser()
    expect(await browser.visit(() => signIn({ password: SECRETS.ADMIN_PASSWORD }))).toEqual({ ok: true })
    for (const response of [await get("", {}, browser), await get("", right)]) {
      expect(response.status).toBe(200)
      expect(response.headers.get("cache-control")).toBe("private, no-store")
      expect(await response.json()).toMatchObject({ totals: { messages: 0 }, days: { length: 7 } })
    }
  })

  test("does not keep an operator signed in", async () => {
    const browser = createBrowser()
    await browser.visit(() => signIn({ password: SECRETS.ADMIN_PASSWORD }))
    const [was] = await query(
      ({ sql }) =>
        sql`update admin_sessions set last_seen_at = now() - interval '59 minutes' returning last_seen_at`,
    )
    expect((await get("", {}, browser)).status).toBe(200)
    expect(await query(({ sql }) => sql`select last_seen_at from admin_sessions`)).toEqual([was])
    await query(({ sql }) => sql`update admin_sessions set last_seen_at = now() - interval '61 minutes'`)
    expect((await get("", {}, browser)).status).toBe(401)
  })

  test("refuses all others", async () => {
    const visitor = createBrowser()
    const session = await createVisitor()
    await visitor.visit(() => writeCookie({ id: session.id, token: "token" }))
    expect(visitor.jar.size).toBe(1)
    const refused = [
      await get(""),
      await get("", {}, visitor),
      await get("", { authorization: `Bearer ${SECRETS.CRON_SECRET}` }),
      await get("", { authorization: `Bearer ${SECRETS.METRICS_TOKEN}x` }),
      await get("", { authorization: `bearer ${SECRETS.METRICS_TOKEN}` }),
      await get("", { authorization: SECRETS.METRICS_TOKEN }),
      await get(`?token=${SECRETS.METRICS_TOKEN}&format=csv`),
    ]
    for (const response of refused) {
      expect(response.status).toBe(401)
      expect(await response.json()).toEqual({
        error: expect.stringMatching(/Sign in on the operator's page/),
      })
    }
  })

  test("takes no bearer at all where no token is set", async () => {
    const settings = env()
    const token = settings.METRICS_TOKEN
    settings.METRICS_TOKEN = undefined
    const answers = [
      await get("", right),
      await get("", { authorization: "Bearer undefined" }),
      await get("", { authorization: "Bearer " }),
    ]
    settings.METRICS_TOKEN = token
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401])
    expect((await get("", right)).status).toBe(200)
  })
})

describe("the statistics", () => {
  test("have totals, days and how the instance stands", async () => {
    const response = await get("?from=2026-03-01&to=2026-03-02", right)
    expect(response.headers.get("content-disposition")).toBe(
      'attachment; filename="statistics-2026-03-01-to-2026-03-02.json"',
    )
    expect(await response.json()).toMatchObject({
      totals: { messages: 4, sessions: 2, chats: 0, replies: 0, inputTokens: 0, outputTokens: 0, errors: 0 },
      days: [
        { date: "2026-03-01", messages: 0 },
        { date: "2026-03-02", messages: 4, sessions: 2 },
      ],
      condition: {
        retention: { state: "good" },
        database: { state: expect.stringMatching(/good|watch/) },
        provider: { state: "good" },
      },
    })
  })

  test("have as CSV a row a day, with a header", async () => {
    const response = await get("?from=2026-03-01&to=2026-03-02&format=csv", right)
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8")
    expect(response.headers.get("content-disposition")).toBe(
      'attachment; filename="days-2026-03-01-to-2026-03-02.csv"',
    )
    const [header, ...days] = (await response.text()).trim().split("\r\n")
    expect(header).toMatch(/^date,sessions,returningVisitors,chats,messages,replies,/)
    expect(header).toMatch(/firstTokenMsP50,firstTokenMsP95,replyMsP50,replyMsP95$/)
    expect(days.map((day) => day.slice(0, 18))).toEqual(["2026-03-01,0,0,0,0", "2026-03-02,2,0,0,4"])
  })

  test("have as CSV a row an hour, of the last 24 hours only", async () => {
    const response = await get("?range=24h&format=csv&table=hours", right)
    expect(response.headers.get("content-disposition")).toMatch(/filename="hours-/)
    const [header, ...hours] = (await response.text()).trim().split("\r\n")
    expect(header).toMatch(/^at,hour,sessions,/)
    expect(hours).toHaveLength(24)
    const others = await get("?range=7d&format=csv&table=hours", right)
    expect(others.status).toBe(400)
    expect(await others.text()).toContain("range=24h")
  })

  test("have as CSV a row a name, where a name that could be a formula is none", async () => {
    const response = await get("?from=2026-03-02&to=2026-03-02&format=csv&table=languages", right)
    expect(await response.text()).toBe("label,value\r\n'=1+1,4\r\n")
  })

  test.each([
    ["?from=2026-03-02&to=2026-03-01", "The first day is after the last one. Exchange them."],
    ["?from=yesterday&to=today", /from=YYYY-MM-DD/],
    ["?range=1y", "Choose a range: 24h, 7d, 30d, 90d."],
    ["?format=xlsx", /format=csv/],
    ["?format=csv&table=messages", /one table: days, hours, languages/],
  ])("%s is refused with a sentence", async (search, sentence) => {
    const response = await get(search, right)
    expect(response.status).toBe(400)
    expect((await response.json()).error).toMatch(sentence)
  })
})

function get(
  search: string,
  headers: Record<string, string> = {},
  browser = createBrowser(),
): Promise<Response> {
  return browser.visit(() => GET(new Request(`http://127.0.0.1/api/admin/stats${search}`, { headers })))
}
