import { afterAll, beforeAll, expect, test } from "vitest"
import { inPeriods } from "@/components/chat/sidebar/periods"

const zone = process.env.TZ

beforeAll(() => {
  process.env.TZ = "Pacific/Auckland"
})
afterAll(() => {
  if (zone === undefined) delete process.env.TZ
  else process.env.TZ = zone
})

const cases = [
  { what: "half an hour into this day", at: "2026-11-28T00:30", period: "Today" },
  { what: "in the future, by a clock that is ahead", at: "2026-11-30T08:00", period: "Today" },
  { what: "a minute before midnight", at: "2026-11-27T23:59", period: "Yesterday" },
  { what: "at the beginning of yesterday", at: "2026-11-27T00:00", period: "Yesterday" },
  { what: "the day before yesterday", at: "2026-11-26T23:59", period: "Previous 7 days" },
  { what: "seven days ago", at: "2026-11-21T00:00", period: "Previous 7 days" },
  { what: "eight days ago", at: "2026-11-20T23:59", period: "November" },
  { what: "before the clocks changed", at: "2026-09-02T12:00", period: "September" },
  { what: "on New Year's Day", at: "2026-01-01T00:00", period: "January" },
  { what: "last year", at: "2025-11-20T12:00", period: "November 2025" },
]

for (const { what, at, period } of cases) {
  test(`A chat written ${what} stands under ${period}`, () => {
    const chat = { updatedAt: new Date(at).toISOString() }
    expect(inPeriods([chat], new Date("2026-11-28T00:00"))).toEqual([{ period, chats: [chat] }])
  })
}

test("Each period has one heading, and chats keep their order", () => {
  const chats = cases.map(({ what, at }) => ({ what, updatedAt: new Date(at).toISOString() }))
  const periods = inPeriods(chats, new Date("2026-11-28T00:00"))
  expect(periods.map(({ period }) => period)).toEqual([...new Set(cases.map(({ period }) => period))])
  expect(periods.flatMap((period) => period.chats)).toEqual(chats)
})
