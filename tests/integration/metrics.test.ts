import { afterAll, beforeEach, expect, test } from "vitest"
import { SECRETS } from "@/tests/support/app/settings"
import { scripted } from "@/tests/support/provider/scripted"
import { tap } from "@/tests/support/provider/tap"

const wire = await tap(process.env.DATABASE_URL ?? "")
process.env.DATABASE_URL = wire.url
const { GET } = await import("@/app/api/metrics/route")
const { addDocument } = await import("@/lib/server/documents/add")
const { readWaiting } = await import("@/lib/server/documents/ingest")
const { hasPassages } = await import("@/lib/server/documents/search")
const { cleanUp } = await import("@/lib/server/cleanups/cleanup")
const { closeDatabase, query } = await import("@/lib/server/db/client")
const { env } = await import("@/lib/server/env")
const { writeReply } = await import("@/lib/server/replies/write")
const { sendMessage } = await import("@/lib/server/chats/send")
const { answer, heldAnswer, refusal } = await import("@/tests/support/provider/scenarios")
const { ask, createVisitor, question } = await import("@/tests/support/app/visitor")

const MARK = "Zebrafinch"
const right = { authorization: `Bearer ${SECRETS.METRICS_TOKEN}` }

beforeEach(closeDatabase)

afterAll(async () => {
  await closeDatabase()
  await wire.close()
})

test("without METRICS_TOKEN there are no metrics, whatever token is shown", async () => {
  const settings = env()
  const token = settings.METRICS_TOKEN
  settings.METRICS_TOKEN = undefined
  for (const headers of [{}, right, { authorization: "Bearer undefined" }, { authorization: "Bearer " }]) {
    const response = await GET(call(headers))
    expect(response.status).toBe(404)
    expect(await response.json()).toEqual({ error: "Not found" })
  }
  settings.METRICS_TOKEN = token
})

test.each<[string, Record<string, string>]>([
  ["no header", {}],
  ["another secret", { authorization: `Bearer ${SECRETS.CRON_SECRET}` }],
  ["the token alone", { authorization: SECRETS.METRICS_TOKEN }],
  ["its beginning", { authorization: right.authorization.slice(0, -1) }],
  ["something after it", { authorization: `${right.authorization}x` }],
])("metrics are refused before anything is collected: %s", async (_, headers) => {
  const before = wire.seen()
  const response = await GET(call(headers))
  expect(response.status).toBe(401)
  expect(response.headers.get("cache-control")).toBe("no-store")
  expect(await response.json()).toEqual({ error: expect.stringMatching(/METRICS_TOKEN/) })
  expect(wire.seen()).toEqual(before)
})

test("the right token reads Prometheus text that no cache may keep", async () => {
  const response = await GET(call(right))
  expect(response.status).toBe(200)
  expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8")
  expect(response.headers.get("cache-control")).toBe("no-store")
  const text = await response.text()
  for (const line of text.trim().split("\n")) expect(line).toMatch(LINE)
  for (const name of NAMES) expect(text).toMatch(new RegExp(`^# HELP ${name} `, "m"))
})

test("a reply moves the figures, and leaves none of its words in them", async () => {
  await scripted.play(answer(`${MARK}-answer of some words`))
  const visitor = await createVisitor()
  const before = await read()
  const { chatId } = await ask(visitor, `${MARK}-question`)
  await scripted.play(refusal(429))
  await ask(visitor, `${MARK}-another`, chatId)
  const moved = difference(before, await read())
  expect(moved).toMatchObject({
    alcove_messages_total: 2,
    'alcove_replies_total{status="complete",model="scripted"}': 1,
    'alcove_replies_total{status="failed",model="scripted"}': 1,
    'alcove_reply_failures_total{code="rate_limited"}': 1,
    'alcove_provider_refusals_total{status="429"}': 1,
    alcove_reply_first_words_seconds_count: 1,
    alcove_reply_seconds_count: 1,
  })
  expect(moved['alcove_tokens_total{direction="input"}']).toBeGreaterThan(0)
  expect(moved['alcove_tokens_total{direction="output"}']).toBeGreaterThan(0)
  expect(moved.alcove_database_statement_seconds_count).toBeGreaterThan(4)
  const text = await (await GET(call(right))).text()
  for (const word of [MARK, visitor.id, chatId]) expect(text).not.toContain(word)
})

test("documents, and what they had to do with replies, are in the figures", async () => {
  await addDocument({ source: "text", name: "hours", content: Buffer.from("The museum opens at ten.") })
  await addDocument({ source: "text", name: "empty", content: Buffer.from("# Only a heading") })
  await readWaiting()
  // That there were none is remembered for a second.
  await expect.poll(hasPassages).toBe(true)
  const before = await read()
  await scripted.play(answer("At ten [1]."))
  const visitor = await createVisitor()
  await ask(visitor, "When does the museum open?")
  await scripted.play(answer("Not in the documents: nothing about tickets."))
  await ask(visitor, "At what hour does the museum open?")
  await ask(visitor, "Why do quasars flicker?")
  const after = await read()
  expect(difference(before, after)).toMatchObject({
    alcove_sourced_replies_total: 1,
    'alcove_unanswered_replies_total{by="model"}': 1,
    'alcove_unanswered_replies_total{by="evidence"}': 1,
  })
  expect(after).toMatchObject({
    'alcove_documents{state="ready"}': 1,
    'alcove_documents{state="failed"}': 1,
    'alcove_documents{state="waiting"}': 0,
    alcove_passages: 1,
  })
  await query(({ sql }) => sql`delete from documents`)
})

test("a reply counts as live while it is written, and its lease is young", async () => {
  await scripted.play(heldAnswer("one two three"))
  const visitor = await createVisitor()
  const accepted = await sendMessage(visitor, question("Is anybody there?"))
  if (!accepted.ok || !accepted.job) throw new Error("not accepted")
  const ended = writeReply(accepted.job)
  const during = await read()
  expect(during.alcove_live_replies).toBe(1)
  expect(during.alcove_journal_lag_seconds).toBeGreaterThan(0)
  expect(during.alcove_journal_lag_seconds).toBeLessThan(10)
  await scripted.release(3)
  await ended
  expect(await read()).toMatchObject({ alcove_live_replies: 0, alcove_journal_lag_seconds: 0 })
})

test("statements beyond the pool are waiting ones", async () => {
  const size = env().DATABASE_POOL_SIZE
  const statements = Array.from({ length: size + 3 }, () => query(({ sql }) => sql`select pg_sleep(0.3)`))
  const during = await read()
  expect(during.alcove_database_pool_size).toBe(size)
  expect(during.alcove_database_busy_connections).toBe(size)
  // The metrics ask one question of their own.
  expect(during.alcove_database_waiting_statements).toBeGreaterThanOrEqual(3)
  await Promise.all(statements)
  expect((await read()).alcove_database_waiting_statements).toBe(0)
})

test("a lost connection is counted, and so is the statement that was sent again", async () => {
  const before = await read()
  let attempts = 0
  await query(({ sql }) => {
    attempts++
    return attempts === 1 ? sql`select pg_terminate_backend(pg_backend_pid())` : sql`select 1`
  })
  const moved = difference(before, await read())
  expect(moved.alcove_database_clients_replaced_total).toBe(1)
  expect(moved.alcove_database_retries_total).toBe(1)
})

test("a cleanup leaves its time and what it deleted", async () => {
  const visitor = await createVisitor()
  await query(
    ({ sql }) => sql`update sessions set expires_at = now() - interval '1 hour' where id = ${visitor.id}`,
  )
  const before = await read()
  await cleanUp()
  const after = await read()
  expect(difference(before, after)['alcove_cleanup_deleted_rows_total{kind="sessions"}']).toBe(1)
  expect(
    Math.abs((after.alcove_cleanup_last_success_timestamp_seconds ?? 0) - Date.now() / 1000),
  ).toBeLessThan(60)
})

const NAMES = [
  "alcove_messages_total",
  "alcove_replies_total",
  "alcove_reply_failures_total",
  "alcove_provider_refusals_total",
  "alcove_reply_first_words_seconds",
  "alcove_reply_seconds",
  "alcove_reply_followers",
  "alcove_live_replies",
  "alcove_journal_lag_seconds",
  "alcove_tokens_total",
  "alcove_sourced_replies_total",
  "alcove_unanswered_replies_total",
  "alcove_documents",
  "alcove_passages",
  "alcove_database_statement_seconds",
  "alcove_database_retries_total",
  "alcove_database_clients_replaced_total",
  "alcove_database_pool_size",
  "alcove_database_busy_connections",
  "alcove_database_waiting_statements",
  "alcove_sign_ins_total",
  "alcove_cleanup_last_success_timestamp_seconds",
  "alcove_cleanup_deleted_rows_total",
  "process_cpu_seconds_total",
  "nodejs_eventloop_lag_seconds",
]

/** A line of the Prometheus text format: a comment that helps, or a sample. */
const LINE =
  /^(# HELP \w+ .+|# TYPE \w+ (counter|gauge|histogram|summary)|[a-z_:][\w:]*(\{\w+="[^"\\]*"(,\w+="[^"\\]*")*\})? (-?\d+(\.\d+)?(e[+-]?\d+)?|\+Inf|-Inf|Nan)|)$/

function call(headers: Record<string, string>): Request {
  return new Request("http://127.0.0.1/api/metrics", { headers })
}

/** Every sample by its name and labels. */
async function read(): Promise<Record<string, number>> {
  const text = await (await GET(call(right))).text()
  const samples = text.split("\n").filter((line) => line && !line.startsWith("#"))
  return Object.fromEntries(
    samples.map((line) => {
      const at = line.lastIndexOf(" ")
      return [line.slice(0, at), Number(line.slice(at + 1))]
    }),
  )
}

function difference(before: Record<string, number>, after: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(after).map(([name, value]) => [name, value - (before[name] ?? 0)]))
}
