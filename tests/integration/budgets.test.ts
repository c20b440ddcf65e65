import { expect, test } from "vitest"
import { attemptLogin, type LoginAttempt } from "@/lib/server/admin/login-limit"
import { query } from "@/lib/server/db/client"
import { deleteStaleBudgets, putBack, spend } from "@/lib/server/limits/budgets"

const TEN = { limit: 10, seconds: 60 }

test("fifty who use a budget at the same moment get exactly what there is", async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => spend("at once", TEN)))
  expect(answers.filter(({ ok }) => ok)).toHaveLength(10)
  expect(await usedOf("at once")).toBe(10)
})

test("a budget that is used up says when its window ends, and then begins anew with the next use", async () => {
  for (let time = 0; time < 10; time++) expect(await spend("again", TEN)).toEqual({ ok: true })
  await query(
    ({ sql }) =>
      sql`update budgets set window_ends_at = now() + interval '7.5 seconds' where scope = 'again'`,
  )
  expect(await spend("again", TEN)).toEqual({ ok: false, retryAfter: 8 })
  await query(({ sql }) => sql`update budgets set window_ends_at = now() where scope = 'again'`)
  expect(await spend("again", TEN)).toEqual({ ok: true })
  expect(await usedOf("again")).toBe(1)
  const [row] = await query(
    ({ sql }) =>
      sql`select window_ends_at - now() > interval '50 seconds' as whole from budgets where scope = 'again'`,
  )
  expect(row?.whole).toBe(true)
})

test("what is put back into a budget can be taken again, and never makes more than there was", async () => {
  const one = { limit: 1, seconds: 60 }
  expect((await spend("back", one)).ok).toBe(true)
  expect((await spend("back", one)).ok).toBe(false)
  for (let time = 0; time < 3; time++) await putBack("back")
  expect((await spend("back", one)).ok).toBe(true)
  expect((await spend("back", one)).ok).toBe(false)
})

test("a cleanup drops budgets whose window has ended and keeps the others", async () => {
  await spend("over", TEN)
  await spend("current", TEN)
  await query(({ sql }) => sql`update budgets set window_ends_at = now() where scope = 'over'`)
  await deleteStaleBudgets()
  expect(await usedOf("over")).toBeUndefined()
  expect(await usedOf("current")).toBe(1)
})

test("of fifty wrong passwords at the same moment exactly five are looked at", async () => {
  let looked = 0
  const attempts = await Promise.all(
    Array.from({ length: 50 }, () =>
      attemptLogin({ address: "here" }, async () => {
        looked++
        return false
      }),
    ),
  )
  expect(looked).toBe(5)
  expect(attempts.filter((attempt) => attempt === "wrong")).toHaveLength(5)
  for (const seconds of attempts.flatMap(retryAfter)) {
    expect(seconds).toBeGreaterThan(14 * 60)
    expect(seconds).toBeLessThanOrEqual(15 * 60)
  }
  expect(await attemptLogin({ address: "here" }, right), "even the right one has to wait").toEqual({
    retryAfter: expect.any(Number),
  })
  expect(await attemptLogin({ address: "elsewhere" }, right)).toBe("right")
})

test("the right password does not count as a guess, however often", async () => {
  for (let time = 0; time < 4; time++) expect(await attemptLogin({ address: "desk" }, wrong)).toBe("wrong")
  for (let time = 0; time < 20; time++) expect(await attemptLogin({ address: "desk" }, right)).toBe("right")
  expect(await attemptLogin({ address: "desk" }, wrong)).toBe("wrong")
  expect(await attemptLogin({ address: "desk" }, wrong)).toEqual({ retryAfter: expect.any(Number) })
})

test("guessing from many addresses ends, too, and costs none of them their own tries", async () => {
  await query(({ sql }) => sql`delete from budgets`)
  for (let address = 0; address < 100; address++)
    expect(await attemptLogin({ address: `many ${address}` }, wrong)).toBe("wrong")
  expect(await attemptLogin({ address: "one more" }, wrong)).toEqual({ retryAfter: expect.any(Number) })
  expect(await usedOf("login/one more")).toBe(0)
})

const right = async () => true
const wrong = async () => false

function retryAfter(attempt: LoginAttempt): number[] {
  return typeof attempt === "object" ? [attempt.retryAfter] : []
}

async function usedOf(scope: string): Promise<number | undefined> {
  const [row] = await query(({ sql }) => sql`select used from budgets where scope = ${scope}`)
  return row?.used
}
