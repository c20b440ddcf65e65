import { afterEach, expect, test, vi } from "vitest"
import { query } from "@/lib/server/db/client"

afterEach(() => {
  process.env.CLEANUP_SCHEDULE = ""
})

test("with a schedule, what has expired disappears by itself, and the receipt is kept", async () => {
  await query(
    ({ sql }) => sql`
      insert into sessions (id, token_hash, expires_at) values (gen_random_uuid(), '', now() - interval '1 hour')`,
  )
  await startWith("* * * * * *")
  await expect.poll(() => count("sessions")).toBe(0)
  await expect.poll(() => count("cleanups")).toBeGreaterThan(0)
})

for (const pattern of ["every ten minutes", "61 * * * *", "0 0 30 2 *", "2001-01-01T00:00:00"]) {
  test(`the schedule "${pattern}" is refused in one sentence`, async () => {
    await expect(startWith(pattern)).rejects.toThrow(`CLEANUP_SCHEDULE is "${pattern}", which is no time`)
  })
}

async function startWith(pattern: string): Promise<void> {
  vi.resetModules()
  process.env.CLEANUP_SCHEDULE = pattern
  const { startSchedule } = await import("@/lib/server/cleanups/schedule")
  startSchedule()
}

async function count(table: "sessions" | "cleanups"): Promise<number> {
  const rows = await query(({ sql }) => sql`select from ${sql(table)}`)
  return rows.length
}
