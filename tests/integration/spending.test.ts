import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, beforeEach, expect, test } from "vitest"
import type { Budget } from "@/lib/condition"
import { query } from "@/lib/server/db/client"
import { defaultSettings, type SettingChange } from "@/lib/server/settings/schema"
import { changeSetting, findSettings } from "@/lib/server/settings/settings"

const told: { event: string; text: string }[] = []
let status = 200
const hook: Server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on("data", (chunk) => chunks.push(chunk))
  request.on("end", () => {
    if (status === 200) told.push(JSON.parse(Buffer.concat(chunks).toString()))
    response.writeHead(status).end()
  })
})
await new Promise<void>((listening) => hook.listen(0, "127.0.0.1", listening))
process.env.ALERT_WEBHOOK = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/hook`
process.env.PRICE_INPUT_PER_MTOK = "1"
// There it is noon: the day is neither young nor nearly over.
const east = 12 - new Date().getUTCHours()
process.env.TIME_ZONE = `Etc/GMT${east > 0 ? "-" : "+"}${Math.abs(east)}`
process.env.PRICE_OUTPUT_PER_MTOK = "4"

const { sendAlerts } = await import("@/lib/server/status/alerts")
const { findSpending } = await import("@/lib/server/status/spending")

const OPERATOR = { id: "01940000-0000-7000-8000-000000000001" }

beforeEach(async () => {
  told.length = 0
  status = 200
  await query(({ sql }) => sql`truncate settings, usage, budgets`)
  await expect.poll(findSettings).toEqual(defaultSettings())
})

afterAll(() => hook.close())

test("what is spent today is held against the limits, and the rest of the day expected to go like yesterday's", async () => {
  await set({ name: "site_tokens_per_day", value: 1_000_000 })
  await set({ name: "site_cost_per_day", value: 10 })
  await spend("now()", 100_000, 50_000)
  await spend("now() - interval '13 hours'", 20_000, 10_000)
  const { state, budgets } = await findSpending()
  expect(state).toBe("good")
  expect(budgets.map(inShort)).toEqual([
    { unit: "tokens", spent: 150_000, limit: 1_000_000, forecast: 180_000 },
    { unit: "money", spent: 0.3, limit: 10, forecast: 0.36 },
  ])
})

test("from four fifths on it is much, and when not one more answer can be paid for, it is spent", async () => {
  await set({ name: "site_tokens_per_day", value: 1_000_000 })
  await spend("now()", 400_000, 399_999)
  // The day may be young: what it will come to does not count here.
  expect((await findSpending()).budgets[0]?.spent).toBe(799_999)
  await spend("now()", 0, 1)
  expect((await findSpending()).state).toBe("watch")
  await spend("now()", 190_000, 9_000)
  expect(await findSpending()).toMatchObject({ state: "trouble", isOver: true })
  await set({ name: "site_tokens_per_day", value: 0 })
  expect(await findSpending()).toMatchObject({ state: "good", isOver: false })
})

test("a hook is told once that the day's budget is spent, and again when it did not take it", async () => {
  await sendAlerts()
  expect(told).toEqual([])
  await set({ name: "site_tokens_per_day", value: 50_000 })
  await spend("now()", 45_000, 0)
  status = 500
  await sendAlerts()
  status = 200
  await Promise.all([sendAlerts(), sendAlerts()])
  await sendAlerts()
  expect(told).toMatchObject([{ event: "budget" }])
  expect(told[0]?.text).toContain("Today’s budget is spent. 45,000 tokens of 50,000 tokens today (90 %).")
})

test("a hook is told that answers fail, and that a cleanup is late", async () => {
  await query(
    ({ sql }) =>
      sql`insert into recent_replies select n, n, now(), 'provider_error' from generate_series(1, 5) as n`,
  )
  await query(
    ({ sql }) => sql`
      insert into sessions (id, token_hash, last_active_at, expires_at)
      values (gen_random_uuid(), '\\x00', now() - interval '60 days', now() - interval '30 days')`,
  )
  await sendAlerts()
  expect(told.map(({ event }) => event).toSorted()).toEqual(["answers", "cleanup"])
})

/** Counts tokens at a moment. */
function spend(moment: string, input: number, output: number) {
  return query(({ sql }) =>
    sql.unsafe(
      `insert into usage select date_trunc('hour', ${moment}), metric, '', 99, value
      from (values ('input_tokens', ${input}), ('output_tokens', ${output})) as counts (metric, value)
      on conflict (hour, metric, label, slot) do update set value = usage.value + excluded.value`,
    ),
  )
}

function inShort({ unit, spent, limit, forecast }: Budget) {
  return { unit, spent, limit, forecast }
}

function set(change: SettingChange): Promise<void> {
  return changeSetting(OPERATOR, change)
}
