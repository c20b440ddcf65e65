import { expect, type Page, test } from "@playwright/test"
import { FAULTS_APP_PORT, FAULTS_PROVIDER_PORT, ONLY_LONG, SECRETS } from "@/tests/support/app/settings"
import { type Stage, setStage } from "@/tests/support/app/stage"
import { converse, lastReply, send } from "@/tests/support/browser/screen"
import { type Collector, type SentSpan, startCollector } from "@/tests/support/counters/collector"
import { type OwnPostgres, startOwnPostgres } from "@/tests/support/database/postgres"
import { ProviderControl } from "@/tests/support/provider/control"
import { answer, refusal } from "@/tests/support/provider/scenarios"

const MARK = "Zebrafinch"

let server: OwnPostgres
let collector: Collector
let stage: Stage | undefined
const provider = new ProviderControl(`http://127.0.0.1:${FAULTS_PROVIDER_PORT}`)

test.use({ baseURL: `http://127.0.0.1:${FAULTS_APP_PORT}` })

test.beforeAll(async () => {
  server = await startOwnPostgres()
})

test.afterAll(() => server?.stop())

test.beforeEach(async () => {
  collector = await startCollector()
})

test.afterEach(async () => {
  await stage?.clear()
  stage = undefined
  await collector.close()
})

test("Traces tell of requests, replies and cleanups, and not of the visitors who made them", async ({
  page,
  request,
}) => {
  stage = await setStage({
    name: "traces",
    databaseUrl: server.url,
    appPort: FAULTS_APP_PORT,
    providerPort: FAULTS_PROVIDER_PORT,
    settings: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
  })
  await talk(page)
  const headers = { "user-agent": MARK, referer: `http://127.0.0.1/${MARK}`, traceparent: FOREIGN_TRACE }
  for (const path of PATHS) await request.get(path, { headers })
  const authorization = `Bearer ${SECRETS.CRON_SECRET}`
  const cleaned = await request.post("/api/cron/cleanup", { headers: { authorization } })
  const cookies = (await page.context().cookies()).map(({ value }) => value)
  const { pathname } = new URL(page.url())
  // Before the app is told to go: Next ends the process without waiting for what is not sent yet.
  await expect.poll(() => new Set(collector.spans().map(({ name }) => name))).toEqual(NAMES)
  await stage.app.stop()

  const attributes = collector.spans().flatMap((span) => span.attributes)
  expect(attributes.map(({ key }) => key).filter((key) => !ATTRIBUTES.has(key))).toEqual([])
  expect(collector.spans().flatMap(({ events = [] }) => events)).toEqual([])
  expect(collector.spans().flatMap(({ status }) => status.message ?? [])).toEqual([])
  expect(cookies.length).toBeGreaterThan(0)
  const sent = collector.bodies.join("\n")
  for (const secret of [MARK, "127.0.0.1", pathname.slice(6), FOREIGN_TRACE.slice(3, 35), ...cookies]) {
    expect(sent).not.toContain(secret)
  }

  const [complete, failed] = spansNamed("reply")
  expect(valuesOf(complete)).toMatchObject({
    "alcove.reply.status": "complete",
    "gen_ai.request.model": "scripted",
  })
  expect(valuesOf(failed)).toMatchObject({
    "alcove.reply.status": "failed",
    "alcove.reply.failure": "provider_error",
  })
  const parts = collector.spans().filter(({ parentSpanId }) => parentSpanId === complete?.spanId)
  expect(parts.map(({ name }) => name).sort()).toEqual(["context", "generation"])
  const asked = spansNamed("POST /").find(({ spanId }) => spanId === complete?.parentSpanId)
  expect(valuesOf(asked)["alcove.request"]).toBe(valuesOf(complete)["alcove.request"])
  expect(valuesOf(spansNamed("cleanup")[0])["alcove.request"]).toBe(cleaned.headers()["x-request-id"])
})

test("Without OTEL_EXPORTER_OTLP_ENDPOINT no trace is sent anywhere", ONLY_LONG, async ({ page }) => {
  stage = await setStage({
    name: "traces-off",
    databaseUrl: server.url,
    isTried: true,
    appPort: FAULTS_APP_PORT,
    providerPort: FAULTS_PROVIDER_PORT,
    // What the exporter would read by itself.
    settings: { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/v1/traces` },
  })
  await talk(page)
  await stage.app.stop()
  expect(collector.bodies).toEqual([])
})

const PATHS = [
  "/icon.svg",
  `/${MARK}-path?q=${MARK}`,
  `/chat/${MARK}`,
  `/api/chats/${MARK}/reply?after=${MARK}`,
  `/api/my-data?format=${MARK}`,
]
const FOREIGN_TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

const ROUTES = ["/", "/chat/[id]", "/_not-found"]
const NAMES = new Set([
  ...ROUTES.flatMap((route) => [`GET ${route}`, `render ${route}`]),
  "POST /",
  "POST /chat/[id]",
  "GET /icon.svg",
  "reply",
  "context",
  "generation",
  "cleanup",
  ...["/api/health", "/api/my-data", "/api/chats/[id]/reply"].flatMap((route) => [
    `GET ${route}`,
    `handle ${route}`,
  ]),
  "POST /api/cron/cleanup",
  "handle /api/cron/cleanup",
])
const ATTRIBUTES = new Set([
  "alcove.cleanup.rows",
  "alcove.reply.failure",
  "alcove.reply.first_token_ms",
  "alcove.reply.status",
  "alcove.request",
  "gen_ai.request.model",
  "gen_ai.usage.input_tokens",
  "gen_ai.usage.output_tokens",
  "http.method",
  "http.route",
  "http.status_code",
])

/** One question that is answered, and one that is not. */
async function talk(page: Page) {
  await provider.reset()
  await provider.play(answer(`${MARK}-answer`))
  await page.goto("/")
  await converse(page, `${MARK}-question`)
  await page.reload()
  await provider.play(refusal(500))
  await send(page, `${MARK}-second`)
  await expect(lastReply(page)).toContainText("Failed")
}

function spansNamed(name: string): SentSpan[] {
  return collector.spans().filter((span) => span.name === name)
}

function valuesOf(span: SentSpan | undefined): Record<string, unknown> {
  const entries = span?.attributes.map(({ key, value }) => [key, Object.values(value)[0]]) ?? []
  return Object.fromEntries(entries)
}
