import { beforeEach, expect, test, vi } from "vitest"
import { query } from "@/lib/server/db/client"
import type { Range, Stats } from "@/lib/stats"

beforeEach(async () => {
  Object.assign(process.env, {
    TIME_ZONE: "Europe/Berlin",
    PRICE_INPUT_PER_MTOK: "2",
    PRICE_OUTPUT_PER_MTOK: "8",
  })
  await query(({ sql }) => sql`truncate usage`)
})

test("totals and days are the sums over hours, labels and slots; a day without anything is there too", async () => {
  await count("2026-03-02 10:00+01", "messages", "de", 4, 3)
  await count("2026-03-02 10:00+01", "messages", "de", 6, 9)
  await count("2026-03-02 23:00+01", "messages", "en", 1)
  await count("2026-03-04 00:00+01", "messages", "", 5)
  await count("2026-03-02 10:00+01", "sessions", "", 2)
  await count("2026-03-04 10:00+01", "returning_visitors", "", 1)
  await count("2026-03-02 10:00+01", "chats", "", 4)
  await count("2026-03-02 10:00+01", "replies", "complete", 10)
  await count("2026-03-02 10:00+01", "replies", "stopped", 1)
  await count("2026-03-02 10:00+01", "replies", "interrupted", 2)
  await count("2026-03-04 10:00+01", "replies", "failed", 3)
  await count("2026-03-04 10:00+01", "failures", "timed_out", 2)
  await count("2026-03-04 10:00+01", "failures", "cut_off", 1)
  await count("2026-03-02 10:00+01", "failures", "length", 5)
  await count("2026-03-02 10:00+01", "models", "m1", 16)
  await count("2026-03-02 10:00+01", "input_tokens", "", 3_000_000)
  await count("2026-03-04 10:00+01", "output_tokens", "", 500_000)
  await count("2026-03-02 10:00+01", "sourced_replies", "", 7)
  await count("2026-03-04 10:00+01", "unanswered", "evidence", 2)
  await count("2026-03-04 10:00+01", "unanswered", "model", 1)
  await count("2026-03-02 10:00+01", "ratings", "good", 6)
  await count("2026-03-02 10:00+01", "ratings", "poor", 1)
  await count("2026-03-02 10:00+01", "deleted", "messages", 40)
  await count("2026-03-02 10:00+01", "erased", "sessions", 1)
  const stats = await statsOf({ from: "2026-03-02", to: "2026-03-04" })
  expect(stats.range).toEqual({
    name: "custom",
    from: "2026-03-02",
    to: "2026-03-04",
    timeZone: "Europe/Berlin",
  })
  expect(stats.totals).toMatchObject({
    sessions: 2,
    returningVisitors: 1,
    chats: 4,
    messages: 16,
    replies: 16,
    stopped: 1,
    interrupted: 2,
    failed: 3,
    errors: 3,
    reachedLimit: 5,
    sourcedReplies: 7,
    unanswered: 3,
    inputTokens: 3_000_000,
    outputTokens: 500_000,
    cost: 10,
    goodRatings: 6,
    poorRatings: 1,
    deletedMessages: 40,
    erasedSessions: 1,
    erasedMessages: 0,
  })
  expect(stats.days.map(({ date, messages, cost }) => [date, messages, cost])).toEqual([
    ["2026-03-02", 11, 6],
    ["2026-03-03", 0, 0],
    ["2026-03-04", 5, 4],
  ])
  expect(stats.languages).toEqual([
    { label: "de", value: 10 },
    { label: "", value: 5 },
    { label: "en", value: 1 },
  ])
  expect(stats.models).toEqual([{ label: "m1", value: 16 }])
  expect(stats.errors).toEqual([
    { label: "timed_out", value: 2 },
    { label: "cut_off", value: 1 },
  ])
  expect(stats.hoursOfDay.map((value, hour) => [hour, value]).filter(([, value]) => value)).toEqual([
    [0, 5],
    [10, 10],
    [23, 1],
  ])
  expect(stats.hours).toBeUndefined()
})

test("a range that has ended is compared with as many days before it, whole", async () => {
  for (const [hour, value] of [
    ["2026-03-04 23:00+01", 100],
    ["2026-03-05 00:00+01", 1],
    ["2026-03-09 23:00+01", 2],
    ["2026-03-10 00:00+01", 10],
    ["2026-03-14 23:00+01", 20],
    ["2026-03-15 00:00+01", 100],
  ] as const) {
    await count(hour, "sessions", "", value)
  }
  const { totals, previous, days } = await statsOf({ from: "2026-03-10", to: "2026-03-14" })
  expect([totals.sessions, previous.sessions]).toEqual([30, 3])
  expect(days.map(({ sessions }) => sessions)).toEqual([10, 0, 0, 0, 20])
})

test("a range that still runs is compared with as much of the one before, to the hour", async () => {
  const [clock] = await query(
    ({ sql }) => sql<[{ this: Date; week: Date; next: Date }]>`
      select date_trunc('hour', now(), 'UTC') as this, date_trunc('hour', now(), 'UTC') - interval '7 days' as week,
        date_trunc('hour', now(), 'UTC') - interval '167 hours' as next`,
  )
  await count(clock.this.toISOString(), "chats", "", 5)
  await count(clock.week.toISOString(), "chats", "", 2)
  const week = await statsOf({ range: "7d" }, "UTC")
  expect([week.totals.chats, week.previous.chats]).toEqual([5, 2])
  expect(week.days).toHaveLength(7)
  await count(clock.next.toISOString(), "chats", "", 50)
  const later = await statsOf({ range: "7d" }, "UTC")
  expect(later.previous.chats, "later on that day a week ago does not count yet").toBe(2)
})

test("the last 24 hours come by hour, and are compared with the 24 before", async () => {
  const hoursAgo = async (hours: number, value: number) => {
    const [row] = await query(
      ({ sql }) => sql<[{ hour: Date }]>`
        select date_trunc('hour', now(), 'Asia/Kolkata') - ${hours} * interval '1 hour' as hour`,
    )
    await count(row.hour.toISOString(), "messages", "en", value)
  }
  await hoursAgo(0, 1)
  await hoursAgo(23, 10)
  await hoursAgo(24, 100)
  await hoursAgo(47, 1000)
  await hoursAgo(48, 10_000)
  const { totals, previous, hours = [], days } = await statsOf({ range: "24h" }, "Asia/Kolkata")
  expect([totals.messages, previous.messages]).toEqual([11, 1100])
  expect(hours).toHaveLength(24)
  expect([hours[0]?.messages, hours[23]?.messages]).toEqual([10, 1])
  expect(hours.every(({ hour }) => hour.endsWith(":00"))).toBe(true)
  expect(days.reduce((sum, day) => sum + day.messages, 0)).toBe(11)
})

test("the days on which clocks change have 23 and 25 hours", async () => {
  await everyHour("2026-03-28 00:00+01", 24 + 23 + 24)
  const spring = await statsOf({ from: "2026-03-28", to: "2026-03-30" })
  expect(spring.days.map(({ messages }) => messages)).toEqual([24, 23, 24])
  expect([spring.hoursOfDay[1], spring.hoursOfDay[2], spring.hoursOfDay[3]]).toEqual([3, 2, 3])
  await query(({ sql }) => sql`truncate usage`)
  await everyHour("2026-10-24 00:00+02", 24 + 25 + 24)
  const autumn = await statsOf({ from: "2026-10-24", to: "2026-10-26" })
  expect(autumn.days.map(({ messages }) => messages)).toEqual([24, 25, 24])
  expect(autumn.hoursOfDay[2]).toBe(4)
})

test("where the clock stands at half an hour, days begin there", async () => {
  await count("2026-05-01 00:00+05:30", "messages", "hi", 1)
  await count("2026-05-01 23:00+05:30", "messages", "hi", 2)
  await count("2026-05-02 00:00+05:30", "messages", "hi", 40)
  await count("2026-04-30 23:00+05:30", "messages", "hi", 80)
  const { days, hoursOfDay } = await statsOf({ from: "2026-05-01", to: "2026-05-01" }, "Asia/Kolkata")
  expect(days).toMatchObject([{ date: "2026-05-01", messages: 3 }])
  expect([hoursOfDay[0], hoursOfDay[23]]).toEqual([1, 2])
})

test("times of replies are given for each day, between the bounds; without replies there are none", async () => {
  await count("2026-03-02 10:00+01", "first_token_ms", "200", 10)
  await count("2026-03-02 10:00+01", "reply_ms", "1500", 10)
  await count("2026-03-02 11:00+01", "reply_ms", "more", 10)
  const { totals, days, previous } = await statsOf({ from: "2026-03-02", to: "2026-03-03" })
  expect(totals.firstTokenMs).toEqual({ p50: 175, p95: 198 })
  expect(days[0]?.replyMs).toEqual({ p50: 1500, p95: 300_000 })
  expect(days[1]?.replyMs).toEqual({ p50: null, p95: null })
  expect(previous.firstTokenMs).toEqual({ p50: null, p95: null })
})

test("without prices there is no cost, rather than one of nothing", async () => {
  process.env.PRICE_OUTPUT_PER_MTOK = ""
  await count("2026-03-02 10:00+01", "output_tokens", "", 1000)
  const { totals, days } = await statsOf({ from: "2026-03-02", to: "2026-03-02" })
  expect([totals.cost, days[0]?.cost]).toEqual([null, null])
  expect(totals.outputTokens).toBe(1000)
})

/** The statistics of a process that was started with this time zone. */
async function statsOf(range: Range, timeZone = "Europe/Berlin"): Promise<Stats> {
  process.env.TIME_ZONE = timeZone
  vi.resetModules()
  const { findStats } = await import("@/lib/server/usage/stats")
  return findStats(range)
}

function count(hour: string, metric: string, label: string, value: number, slot = 0) {
  return query(({ sql }) => sql`insert into usage values (${hour}, ${metric}, ${label}, ${slot}, ${value})`)
}

/** One message in each of so many hours. */
function everyHour(first: string, hours: number) {
  return query(
    ({ sql }) => sql`
      insert into usage select ${first}::timestamptz + n * interval '1 hour', 'messages', 'en', 0, 1
      from generate_series(0, ${hours - 1}::int) n`,
  )
}
