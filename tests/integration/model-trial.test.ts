import { beforeEach, expect, test, vi } from "vitest"
import { signIn } from "@/lib/actions/admin"
import { saveSetting, testModel } from "@/lib/actions/settings"
import { listAudit } from "@/lib/server/admin/audit"
import { query } from "@/lib/server/db/client"
import { findSettings } from "@/lib/server/settings/settings"
import { createBrowser } from "@/tests/support/app/next-headers"
import { SECRETS } from "@/tests/support/app/settings"
import {
  answer,
  emptyAnswer,
  heldAnswer,
  refusal,
  type Script,
  silence,
} from "@/tests/support/provider/scenarios"
import { scripted } from "@/tests/support/provider/scripted"

vi.mock("next/headers", () => import("@/tests/support/app/next-headers"))

process.env.REPLY_TIMEOUT = "1s"

const VALUES = { model: "m", temperature: "none" } as const

let admin: ReturnType<typeof createBrowser>
/** A name that was not tried yet: what worked is trusted for a while. */
let model = ""
beforeEach(async ({ task }) => {
  model = task.id
  await query(({ sql }) => sql`truncate settings, audit_log, admin_sessions, budgets`)
  admin = createBrowser()
  await admin.visit(() => signIn({ password: SECRETS.ADMIN_PASSWORD }))
})

test("a test of the model asks once, with what stands in the fields, and hangs up at the first word", async () => {
  await scripted.play(heldAnswer("A long answer that nobody needs."))
  await scripted.release(1)
  const result = await admin.visit(() => testModel({ model, temperature: 0.5 }))
  expect(result).toEqual({
    ok: true,
    works: true,
    sentence: expect.stringMatching(new RegExp(`^It works: ${model} answered in [\\d,]+ ms\\.$`)),
  })
  await expect.poll(async () => (await scripted.requests()).map(({ aborted }) => aborted)).toEqual([true])
  const [asked] = await scripted.requests()
  expect(asked?.body).toMatchObject({ model, temperature: 0.5 })
  expect(JSON.stringify(asked?.body.messages).length).toBeLessThan(200)
  expect((await findSettings()).model, "nothing is saved").toBe("scripted")
})

const wrong: [string, Script, RegExp][] = [
  ["a key", refusal(401), /refuses the key: look at OPENAI_API_KEY\./],
  ["too many", refusal(429), /takes no more: look at the limits/],
  ["nothing said", emptyAnswer, /without a word: look at the model/],
  ["silence", silence, /nothing came in 1 seconds\. Look at the provider’s status page/],
]
test.each(wrong)("a test says what is wrong and what to change: %s", async (_, script, sentence) => {
  await scripted.play(script)
  const result = await admin.visit(() => testModel({ ...VALUES, model }))
  expect(result).toMatchObject({ ok: true, works: false, sentence: expect.stringMatching(sentence) })
  expect(JSON.stringify(result)).not.toContain("Scripted refusal")
})

test("a test of the model that is pressed many times at once asks once; pressed too often it is told to wait", async () => {
  await scripted.play(heldAnswer("One word."))
  const pressed = Array.from({ length: 8 }, () => admin.visit(() => testModel({ ...VALUES, model })))
  await scripted.expectRequests(1)
  await expect.poll(spent).toBe(8)
  await scripted.release(1)
  expect(new Set((await Promise.all(pressed)).map((result) => JSON.stringify(result))).size).toBe(1)
  await query(({ sql }) => sql`update budgets set used = 30 where scope = 'trial'`)
  expect(await admin.visit(() => testModel({ ...VALUES, model }))).toMatchObject({
    ok: false,
    error: { code: "throttled", message: "There were too many tests. Try again in 10 minutes." },
  })
  expect(await scripted.requests()).toHaveLength(1)
})

test("what cannot be a model or a temperature is not asked about", async () => {
  for (const values of [{ model: "", temperature: 1 }, { model: "m", temperature: 3 }, {}, null]) {
    const result = await admin.visit(() => testModel(values as unknown as typeof VALUES))
    expect(result).toMatchObject({ ok: false, error: { code: "invalid" } })
  }
  const stranger = createBrowser()
  expect(await stranger.visit(() => testModel(VALUES))).toMatchObject({ error: { code: "signed_out" } })
  expect(await scripted.requests()).toHaveLength(0)
})

test("a model is tried before it is saved; one that does not answer is saved only anyway", async () => {
  await scripted.play(refusal(401))
  expect(await admin.visit(() => saveSetting({ name: "model", value: model }))).toEqual({
    ok: false,
    error: {
      code: "untried",
      message: expect.stringMatching(
        /^It does not work\. The provider refuses the key: look at OPENAI_API_KEY\..* Nothing was saved\.$/,
      ),
    },
  })
  expect((await findSettings()).model).toBe("scripted")
  expect(await admin.visit(() => saveSetting({ name: "model", value: model, anyway: true }))).toEqual({
    ok: true,
  })
  await expect.poll(async () => (await findSettings()).model).toBe(model)
  expect(await scripted.requests()).toHaveLength(1)

  await scripted.play(refusal(500))
  expect(await admin.visit(() => saveSetting({ name: "temperature", value: 0.3 }))).toMatchObject({
    ok: false,
    error: { code: "untried" },
  })
  await scripted.play(answer("Yes."))
  expect(await admin.visit(() => saveSetting({ name: "temperature", value: 0.3 }))).toEqual({ ok: true })
  expect((await listAudit(9)).filter(({ action }) => action === "setting_changed")).toHaveLength(2)
})

test("a model that was tested is not tried again when it is saved, nor when other settings are", async () => {
  await admin.visit(() => testModel({ ...VALUES, model }))
  await admin.visit(() => saveSetting({ name: "model", value: model }))
  await admin.visit(() => saveSetting({ name: "model", value: model }))
  await admin.visit(() => saveSetting({ name: "welcome", value: "Hello." }))
  expect(await scripted.requests()).toHaveLength(1)
})

async function spent(): Promise<number> {
  const [row] = await query(
    ({ sql }) => sql<{ used: number }[]>`select used from budgets where scope = 'trial'`,
  )
  return row?.used ?? 0
}
