import { type APIRequestContext, expect, type Page, test } from "@playwright/test"
import postgres from "postgres"
import { v7 as uuid } from "uuid"
import { readLog } from "@/tests/support/app/log"
import { FAULTS_APP_PORT, FAULTS_PROVIDER_PORT, SECRETS } from "@/tests/support/app/settings"
import { type Stage, setStage } from "@/tests/support/app/stage"
import { captureAction, newMessage, replay, resultOf } from "@/tests/support/browser/actions"
import { button, converse, messages, rename, send } from "@/tests/support/browser/screen"
import { type OwnPostgres, startOwnPostgres } from "@/tests/support/database/postgres"
import { ProviderControl } from "@/tests/support/provider/control"
import { answer, cutAnswer, heldAnswer, refusal } from "@/tests/support/provider/scenarios"

const LOG = "logs"
const MARK = "Zebrafinch"

type Line = { level: number; msg: string; request?: string; message?: string; path?: string; route?: string }

test.use({ baseURL: `http://127.0.0.1:${FAULTS_APP_PORT}` })

let server: OwnPostgres
let sql: postgres.Sql
let stage: Stage
const provider = new ProviderControl(`http://127.0.0.1:${FAULTS_PROVIDER_PORT}`)

// A stage of its own, on which everything is logged that ever is.
test.beforeAll(async () => {
  server = await startOwnPostgres()
  sql = postgres(server.url, { max: 1, onnotice: () => undefined })
  stage = await setStage({
    name: LOG,
    databaseUrl: server.url,
    appPort: FAULTS_APP_PORT,
    providerPort: FAULTS_PROVIDER_PORT,
    settings: { LOG_LEVEL: "trace", TRUSTED_PROXIES: "1", REPLY_TIMEOUT: "60s" },
  })
})

test.beforeEach(() => provider.reset())

test.afterAll(async () => {
  await stage?.clear()
  await sql?.end()
  await server?.stop()
})

test("No word, title, cookie, password or address of a visitor is ever in the log or the metrics", async ({
  page,
  request,
}) => {
  await provider.play(answer(`${MARK}-answer`))
  await page.goto("/")
  await converse(page, `${MARK}-question`)
  await rename(page, `${MARK}-title`)
  for (const [earlier, script] of [refusal(500), cutAnswer(`${MARK}-beginning and`)].entries()) {
    await provider.play(script)
    await send(page, `${MARK}-again`)
    await expect(messages(page, "Assistant").filter({ hasText: "Failed" })).toHaveCount(earlier + 1)
  }
  await page.goto("/my-data")
  await page.goto("/admin")
  await page.getByRole("textbox", { name: "Password", exact: true }).fill(`${MARK}-password`)
  await button(page, "Sign in").click()
  await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toBeVisible()
  for (const path of [`/${MARK}-path?${MARK}`, `/chat/${MARK}`, `/api/chats/${MARK}/reply`]) {
    const headers = {
      "x-forwarded-for": "127.0.0.77",
      "user-agent": MARK,
      referer: `http://127.0.0.1/${MARK}`,
    }
    expect((await request.get(path, { headers })).status()).toBe(404)
  }
  const failed = await failingPage(page)
  const cookies = (await page.context().cookies()).map(({ value }) => value)
  expect(cookies.length).toBeGreaterThan(0)
  await expect.poll(() => lines().filter(({ msg }) => msg === "reply")).toHaveLength(3)
  await expect.poll(() => find("request", failed)).toHaveLength(1)
  await expect
    .poll(() => find("request failed", failed))
    .toEqual([expect.objectContaining({ route: "/chat/[id]" })])

  const said = readLog(LOG).replaceAll(/^ *- (Local|Network): .*$/gm, "")
  const metrics = await readMetrics(request)
  for (const secret of [MARK, "127.0.0.1", "127.0.0.77", "x-forwarded-for", ...cookies]) {
    expect(said).not.toContain(secret)
    expect(metrics).not.toContain(secret)
  }
  for (const sample of SAMPLES) expect(metrics.split("\n")).toContain(sample)
  const paths = lines().flatMap(({ path }) => path ?? [])
  expect([...new Set(paths)].sort()).toEqual(["/", "/_next", "/admin", "/api", "/chat", "/my-data", "other"])
})

test("Every answer names its request, and the line of a reply names the one that asked for it", async ({
  page,
  playwright,
}) => {
  await page.goto("/")
  const action = await captureAction(page, () => send(page, "Who is next?"))
  const client = await playwright.request.newContext({ baseURL: `http://127.0.0.1:${FAULTS_APP_PORT}` })
  expect(await resultOf(await replay(client, action, newMessage("The first one", uuid())))).toMatchObject({
    ok: true,
  })
  // Both have their script now: the next one is for those who come after them.
  await provider.expectRequests(2)
  await provider.play(heldAnswer("one two three"))
  const asked = await Promise.all(
    Array.from({ length: 8 }, async (_, at) => {
      const response = await replay(client, action, newMessage(`Number ${at}`, uuid()))
      const { replyId } = (await resultOf(response)) as unknown as { replyId: string }
      return { replyId, id: response.headers()["x-request-id"] }
    }),
  )
  await provider.expectRequests(2 + 8)
  await provider.release(24)
  const ended = () => lines().filter(({ msg, message }) => msg === "reply" && replies.has(message))
  const replies = new Map<string | undefined, string | undefined>(
    asked.map(({ replyId, id }) => [replyId, id]),
  )
  await expect.poll(ended).toHaveLength(8)
  for (const { message, request } of ended()) expect(request).toBe(replies.get(message))
  expect(new Set(replies.values()).size).toBe(8)
  await client.dispose()
})

test("The request id a trusted proxy gave is kept, any other is not", async ({ request }) => {
  const answered = async (given: string) =>
    (await request.get("/api/health", { headers: { "x-request-id": given } })).headers()["x-request-id"]
  expect(await answered("edge-7f3a_0001")).toBe("edge-7f3a_0001")
  expect(await answered("not well formed")).toMatch(/^[0-9a-f-]{36}$/)
})

/** What the metrics say after that, whichever of Next's bundles counted it. */
const SAMPLES = [
  "alcove_messages_total 3",
  'alcove_replies_total{status="complete",model="scripted"} 1',
  'alcove_replies_total{status="failed",model="scripted"} 2',
  'alcove_reply_failures_total{code="provider_error"} 1',
  'alcove_reply_failures_total{code="cut_off"} 1',
  'alcove_sign_ins_total{result="wrong"} 1',
  "alcove_live_replies 0",
  "alcove_reply_followers 0",
  "alcove_journal_lag_seconds 0",
  "alcove_database_pool_size 10",
]

async function readMetrics(request: APIRequestContext): Promise<string> {
  const headers = { authorization: `Bearer ${SECRETS.METRICS_TOKEN}` }
  return (await request.get("/api/metrics", { headers })).text()
}

/** A page that cannot be made; gives the id of its request. */
async function failingPage(page: Page): Promise<string | undefined> {
  await sql`alter table messages rename to mislaid`
  try {
    const response = await page.request.get(`/chat/${(await sql`select id from chats`)[0]?.id}`)
    expect(response.status()).toBe(500)
    return response.headers()["x-request-id"]
  } finally {
    await sql`alter table mislaid rename to messages`
  }
}

function find(msg: string, request: string | undefined): Line[] {
  return lines().filter((line) => line.msg === msg && line.request === request)
}

function lines(): Line[] {
  // What follows the last line break is half a line.
  const written = readLog(LOG).split("\n").slice(0, -1)
  return written.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line))
}
