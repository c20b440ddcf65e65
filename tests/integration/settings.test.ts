import postgres from "postgres"
import { beforeEach, expect, test, vi } from "vitest"
import { listAudit } from "@/lib/server/admin/audit"
import { query } from "@/lib/server/db/client"
import { listSettings, listTexts } from "@/lib/server/settings/history"
import { defaultSettings } from "@/lib/server/settings/schema"
import { changeSetting, findSettings } from "@/lib/server/settings/settings"
import { findHealth } from "@/lib/server/status/health"
import { log } from "@/lib/server/telemetry/log"
import { ask, createVisitor } from "@/tests/support/app/visitor"
import { heldAnswer } from "@/tests/support/provider/scenarios"
import { scripted } from "@/tests/support/provider/scripted"

process.env.SYSTEM_PROMPT = "You are the desk of a library."

const ADA = { id: "01940000-0000-7000-8000-000000000001" }
const BEN = { id: "01940000-0000-7000-8000-000000000002" }

let ahead = 0
const clock = performance.now.bind(performance)
performance.now = () => clock() + ahead

/** What was remembered so many milliseconds ago is that much older. */
function timePasses(milliseconds: number): void {
  ahead += milliseconds
}

beforeEach(async () => {
  await query(({ sql }) => sql`truncate settings, audit_log`)
  await expect.poll(findSettings).toEqual(defaultSettings())
})

test("a setting that is not set has the default from the environment", async () => {
  expect(await findSettings()).toMatchObject({
    paused: null,
    systemPrompt: "You are the desk of a library.",
    model: "scripted",
    temperature: undefined,
  })
})

test("a setting that is set holds at once, wins over the environment, and goes back to the default", async () => {
  await changeSetting(ADA, { name: "system_prompt", value: "You are the map room." })
  await changeSetting(ADA, { name: "temperature", value: 0.4 })
  expect(await findSettings()).toMatchObject({ systemPrompt: "You are the map room.", temperature: 0.4 })
  await changeSetting(ADA, { name: "system_prompt", value: null })
  await changeSetting(ADA, { name: "temperature", value: "none" })
  expect(await findSettings()).toEqual(defaultSettings())
})

test("the model is asked as the settings are when its reply begins, and the reply says which model wrote it", async () => {
  const visitor = await createVisitor()
  await changeSetting(ADA, { name: "model", value: "first-model" })
  await changeSetting(ADA, { name: "temperature", value: 1.5 })
  await scripted.play(heldAnswer("one two"))
  const asked = ask(visitor, "Which one are you?")
  await scripted.expectRequests(1)
  await changeSetting(ADA, { name: "model", value: "second-model" })
  await scripted.release(2)
  const { chatId } = await asked
  await scripted.release(2)
  await ask(visitor, "And now?", chatId)
  const requests = (await scripted.requests()).map(({ body }) => [body.model, body.temperature])
  expect(requests).toEqual([
    ["first-model", 1.5],
    ["second-model", 1.5],
  ])
  expect(await modelsOf(visitor)).toEqual(["first-model", "second-model"])
  expect(await findHealth()).toMatchObject({ model: "second-model" })
})

test("every change of a setting is in the audit log with what was there before; what changes nothing is not", async () => {
  await changeSetting(ADA, { name: "welcome", value: "Come in." })
  await changeSetting(BEN, { name: "welcome", value: "Come in." })
  await changeSetting(BEN, { name: "welcome", value: "Good day." })
  await changeSetting(ADA, { name: "starters", value: null })
  await changeSetting(ADA, { name: "welcome", value: null })
  expect(await entries()).toEqual([
    ["setting_changed", "welcome", ADA.id, null, "Come in."],
    ["setting_changed", "welcome", BEN.id, "Come in.", "Good day."],
    ["setting_changed", "welcome", ADA.id, "Good day.", null],
  ])
})

test("operators who change one setting at the same moment are all logged, each with what they replaced", async () => {
  const values = Array.from({ length: 12 }, (_, at) => (at % 4 === 3 ? null : `words ${at}`))
  await Promise.all(values.map((value) => changeSetting(ADA, { name: "welcome", value })))
  const logged = await entries()
  const texts = values.filter((value) => value !== null)
  expect(logged.map(([, , , , after]) => after).filter((after) => after !== null)).toEqual(
    expect.arrayContaining(texts),
  )
  const replaced = logged.map(([, , , before]) => before)
  expect(replaced).toEqual([null, ...logged.slice(0, -1).map(([, , , , after]) => after)])
  const last = logged.at(-1)?.[4] ?? defaultSettings().welcome
  expect((await findSettings()).welcome).toBe(last)
})

test("a setting changed by another process acts here within a second", async () => {
  await findSettings()
  await store("welcome", '"From elsewhere."')
  const stored = performance.now()
  expect((await untilWelcome("From elsewhere.")) - stored).toBeLessThan(1_000)
})

test("the settings are read once for many who ask at once", async () => {
  await findSettings()
  const lock = await lockSettings()
  timePasses(600)
  const asked = Array.from({ length: 50 }, findSettings)
  await expect.poll(lock.waiting).toBe(1)
  await lock.release()
  await Promise.all(asked)
})

test("a setting whose row cannot be read has its default, and is logged by name only, once", async () => {
  const warned = vi.spyOn(log(), "warn").mockReturnValue(undefined)
  await store("model", '{"secret": "words"}')
  await store("temperature", "7")
  await store("from_another_version", '"secret words"')
  await store("welcome", '"Still read."')
  await untilWelcome("Still read.")
  expect(await findSettings()).toEqual({ ...defaultSettings(), welcome: "Still read." })
  expect(warned.mock.calls.at(-1)?.[0]).toEqual({
    settings: ["from_another_version", "model", "temperature"],
  })
  expect(JSON.stringify(warned.mock.calls)).not.toContain("secret")
  const complaints = warned.mock.calls.length
  timePasses(600)
  await findSettings()
  expect(warned.mock.calls).toHaveLength(complaints)
})

test("while the database does not answer, the last known settings hold, after a second at most", async () => {
  await changeSetting(ADA, { name: "paused", value: "Back at nine." })
  await findSettings()
  const lock = await lockSettings()
  timePasses(600)
  const began = performance.now()
  expect((await findSettings()).paused).toBe("Back at nine.")
  expect(performance.now() - began).toBeLessThan(1_500)
  // No caller waits a second time for the same silence.
  const again = performance.now()
  expect((await findSettings()).paused).toBe("Back at nine.")
  expect(performance.now() - again).toBeLessThan(500)
  await lock.release()
})

test("the page of settings is told what is set, since when, and the earlier system prompts, each once", async () => {
  for (const value of ["First.", "Second.", "First.", "Third."]) {
    await changeSetting(ADA, { name: "system_prompt", value })
  }
  const { set, since } = await listSettings()
  expect(set).toEqual({ system_prompt: "Third." })
  expect(since.get("system_prompt")?.getTime()).toBeGreaterThan(Date.now() - 60_000)
  const texts = await listTexts("system_prompt", 10)
  expect(texts.map(({ text }) => text)).toEqual(["Third.", "First.", "Second."])
})

/** Everything waits that would read or change the settings; `waiting`: how many statements do. */
async function lockSettings() {
  const sql = postgres(process.env.DATABASE_URL ?? "", { max: 1, onnotice: () => {} })
  await sql`begin`
  await sql`lock table settings in access exclusive mode`
  return {
    waiting: async () => {
      const [row] = await sql`
        select count(*)::int as waiting from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like '%from "settings"%'`
      return row?.waiting
    },
    release: async () => {
      await sql`commit`
      await sql.end()
    },
  }
}

async function modelsOf({ id }: { id: string }): Promise<string[]> {
  const rows = await query(
    ({ sql }) => sql<{ model: string }[]>`
      select model from messages where session_id = ${id} and role = 'assistant' order by position`,
  )
  return rows.map(({ model }) => model)
}

async function entries() {
  const newestFirst = await listAudit(100)
  return newestFirst
    .reverse()
    .map(({ action, name, adminSessionId, before, after }) => [action, name, adminSessionId, before, after])
}

/** What another process does: the row changes, and this one is not told. */
async function store(name: string, json: string): Promise<void> {
  await query(
    ({ sql }) => sql`
      insert into settings (name, value) values (${name}, ${json}::text::jsonb)
      on conflict (name) do update set value = excluded.value`,
  )
}

/** Asks until it is there. When the last asking began that did not find it: how slow the test is does not matter then. */
async function untilWelcome(text: string): Promise<number> {
  let before = 0
  const ask = async () => {
    const began = performance.now()
    const { welcome } = await findSettings()
    if (welcome !== text) before = began
    return welcome
  }
  await expect.poll(ask, { interval: 10 }).toBe(text)
  return before
}
