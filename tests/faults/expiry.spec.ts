import { randomUUID } from "node:crypto"
import { type APIRequestContext, expect, test } from "@playwright/test"
import postgres from "postgres"
import { v7 as uuid } from "uuid"
import { readLog } from "@/tests/support/app/log"
import { FAULTS_APP_PORT, FAULTS_PROVIDER_PORT, isLong, LONG, SECRETS } from "@/tests/support/app/settings"
import { type Stage, setStage } from "@/tests/support/app/stage"
import {
  type ActionRequest,
  captureAction,
  newMessage,
  replay,
  resultOf,
} from "@/tests/support/browser/actions"
import { chatLinks, lastReply, send } from "@/tests/support/browser/screen"
import { dump, readable } from "@/tests/support/database/dump"
import { type OwnPostgres, startOwnPostgres } from "@/tests/support/database/postgres"
import { ProviderControl } from "@/tests/support/provider/control"
import { answer, heldAnswer } from "@/tests/support/provider/scenarios"

const URL = `http://127.0.0.1:${FAULTS_APP_PORT}`
const LOG = "expiry"
const VISITORS = 9
const ROUNDS = isLong ? 20 : 3

test.use({ baseURL: URL })

let server: OwnPostgres
let sql: postgres.Sql
let stage: Stage
const provider = new ProviderControl(`http://127.0.0.1:${FAULTS_PROVIDER_PORT}`)

// A stage of its own, on which nothing lives longer than twenty seconds; a busy machine needs some of them to look at
// what is still alive.
test.beforeAll(async () => {
  server = await startOwnPostgres()
  sql = postgres(server.url, { max: 1, onnotice: () => undefined })
  stage = await setStage({
    name: LOG,
    databaseUrl: server.url,
    appPort: FAULTS_APP_PORT,
    providerPort: FAULTS_PROVIDER_PORT,
    settings: { RETENTION: "20s", TEMPORARY_RETENTION: "5s", LOG_LEVEL: "info", REPLY_TIMEOUT: "60s" },
  })
})

test.afterAll(async () => {
  await stage?.clear()
  await sql?.end()
  await server?.stop()
})

test(
  "What has expired is gone from every page and route before any cleanup, and after one from the database",
  LONG,
  async ({ page, playwright }) => {
    await page.goto("/")
    const action = await captureAction(page, () => send(page, "Whose turn is it?"))
    const visitors = await Promise.all(
      Array.from({ length: VISITORS }, async () => ({
        client: await playwright.request.newContext({ baseURL: URL }),
        chatId: uuid(),
      })),
    )
    const markers = new Set<string>()
    for (let round = 0; round < ROUNDS; round++) {
      const reply = mark(markers, `answer of round ${round}`)
      await provider.play(answer(reply))
      await Promise.all(
        visitors.map(({ client, chatId }) => say(client, action, chatId, mark(markers, `round ${round}`))),
      )
    }
    expect(markers.size).toBe((VISITORS + 1) * ROUNDS)
    const [first] = markers
    const [{ client, chatId }] = visitors as [(typeof visitors)[number]]
    await provider.play(heldAnswer(mark(markers, "an answer that is never finished")))
    expect(
      await resultOf(await replay(client, action, newMessage(mark(markers, "the last one"), chatId))),
    ).toMatchObject({ ok: true })
    await provider.release(3)
    await expect.poll(() => sql`select from reply_journal`).not.toHaveLength(0)
    for (const { client, chatId } of visitors) {
      expect((await client.get(`/chat/${chatId}`)).status(), "while it lives").toBe(200)
      expect(await (await client.get("/api/my-data")).text()).toContain(`"${chatId}"`)
    }

    await expect
      .poll(() => sql`select from sessions where expires_at > now()`, { timeout: 60_000 })
      .toHaveLength(0)
    expect((await sql`select from messages`).length, "no cleanup has run").toBeGreaterThan(
      2 * VISITORS * ROUNDS,
    )
    for (const { client, chatId } of visitors) {
      const answers = await Promise.all(
        [
          `/chat/${chatId}`,
          "/",
          "/my-data",
          "/api/my-data",
          "/api/my-data?format=html",
          `/api/chats/${chatId}/reply?after=0`,
        ].map(async (path) => {
          const response = await client.get(path)
          const text = await response.text()
          expect(text, path).not.toContain("marker")
          return [path.replace(chatId, "ID"), response.status()]
        }),
      )
      expect(Object.fromEntries(answers)).toEqual({
        "/chat/ID": 404,
        "/": 200,
        "/my-data": 200,
        "/api/my-data": 200,
        "/api/my-data?format=html": 200,
        "/api/chats/ID/reply?after=0": 404,
      })
      expect(await (await client.get("/api/my-data")).json()).toMatchObject({ chats: [] })
    }
    await page.goto("/")
    await expect(chatLinks(page)).toHaveCount(0)

    const stored = await sql`select id from messages`
    const receipt = await cleanUp(playwright)
    expect(receipt).toMatchObject({
      status: "done",
      deleted: { sessions: VISITORS + 1, chats: VISITORS + 1, messages: stored.length },
    })
    await expect.poll(() => sql`select from replies`).toHaveLength(0)
    const dumped = await dump(sql)
    for (const table of ["sessions", "session_keys", "chats", "messages", "replies", "reply_journal"]) {
      expect(dumped, `${table} is empty`).not.toMatch(new RegExp(`^${table} `, "m"))
    }
    expect(dumped, "the receipt stays").toMatch(/^cleanups /m)
    await expect.poll(() => readLog(LOG)).toContain('"msg":"cleanup"')
    const log = readLog(LOG)
    expect(readable(markers, `${dumped}${first}`), "a marker put there is found").not.toEqual([])
    expect(readable(markers, dumped + log)).toEqual([])
  },
)

test("A temporary chat expires before the session it belongs to", async ({ page, playwright }) => {
  await page.goto("/")
  await provider.play(answer("An answer that stays a little longer"))
  const action = await captureAction(page, () => send(page, "What is kept?"))
  await expect(lastReply(page)).toContainText("a little longer")
  const temporary = uuid()
  await provider.play(answer("An answer for five seconds"))
  const sent = await replay(page.request, action, {
    ...newMessage("What is not kept?", temporary),
    temporary: true,
  })
  expect(await resultOf(sent)).toMatchObject({ ok: true })
  expect((await page.request.get(`/chat/${temporary}`)).status()).toBe(200)
  const status = async () => (await page.request.get(`/chat/${temporary}`)).status()
  await expect.poll(status, { timeout: 12_000, intervals: [200] }).toBe(404)
  expect((await page.request.get(page.url())).status(), "the other chat").toBe(200)
  const receipt = await cleanUp(playwright)
  expect(receipt).toMatchObject({ deleted: { sessions: 0, chats: 1, messages: 2 } })
})

/** A sentence that is found again wherever it went. */
function mark(markers: Set<string>, about: string): string {
  // Not a v7 id: those begin with the time, as all others of that moment do.
  const marker = `marker ${markers.size} of ${about}: ${randomUUID()}`
  markers.add(marker)
  return marker
}

async function say(client: APIRequestContext, action: ActionRequest, chatId: string, text: string) {
  expect(await resultOf(await replay(client, action, newMessage(text, chatId)))).toMatchObject({ ok: true })
  await (await client.get(`/api/chats/${chatId}/reply?after=0`)).body()
}

async function cleanUp({
  request,
}: {
  request: { newContext: (options: object) => Promise<APIRequestContext> }
}) {
  const operator = await request.newContext({
    baseURL: URL,
    extraHTTPHeaders: { authorization: `Bearer ${SECRETS.CRON_SECRET}` },
  })
  const response = await operator.post("/api/cron/cleanup")
  expect(response.status()).toBe(200)
  return response.json()
}
