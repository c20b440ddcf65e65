import { v7 as uuidv7 } from "uuid"
import { expect, test } from "vitest"
import { sendMessage } from "@/lib/server/chats/send"
import { cleanUp } from "@/lib/server/cleanups/cleanup"
import { arrayLiteral } from "@/lib/server/db/batch"
import { LONG, query } from "@/lib/server/db/client"
import { rateReply } from "@/lib/server/messages/feedback"
import { eraseSession } from "@/lib/server/my-data/erase"
import { touchSession } from "@/lib/server/sessions/lifetime"
import type { Session } from "@/lib/server/sessions/session"
import { foldUsage } from "@/lib/server/usage/counters"
import { isLong } from "@/tests/support/app/settings"
import { inParallel, type StoredTurn, storeTurn } from "@/tests/support/app/turns"
import { ask, createVisitor, findAgain } from "@/tests/support/app/visitor"
import { type Counters, recount, sumOf, usageNow } from "@/tests/support/counters/recount"
import { answer } from "@/tests/support/provider/scenarios"
import { scripted } from "@/tests/support/provider/scripted"

process.env.TIME_ZONE = "Europe/Berlin"
process.env.RETENTION = "400d"

const DAYS = 90
const A_DAY = { visitors: 24, turns: isLong ? 556 : 23 }
const AT_ONCE = isLong ? 10_000 : 2_000

test("Thousands of messages over 90 days: every counter of every hour equals a recount, and stays when half is gone", async () => {
  const { visitors, turns, returns } = await ninetyDays()
  const counted = await usageNow()
  const messages = await query(({ sql }) => sql`select count(*)::int as count from messages`, LONG)
  expect(messages[0]?.count).toBe(2 * DAYS * A_DAY.turns)
  expect(counted).toEqual(await recount(turns))
  expect(sumOf(counted, "returning_visitors")).toBe(returns)
  expect(returns).toBeGreaterThan(100)

  const gone = visitors.filter((_, at) => at % 2 === 0)
  const erased = gone.slice(0, gone.length / 2)
  for (const visitor of erased) await eraseSession(visitor)
  await endSessions(gone.slice(gone.length / 2))
  const receipt = await cleanUp()
  expect(receipt?.deleted.sessions).toBe(gone.length / 2)

  const after = await usageNow()
  expect(withoutDeletions(after)).toEqual(counted)
  expect(sumOf(after, "deleted sessions") + sumOf(after, "erased sessions")).toBe(gone.length)
  const left = await query(({ sql }) => sql`select count(*)::int as count from messages`, LONG)
  expect(sumOf(after, "deleted messages") + sumOf(after, "erased messages") + left[0]?.count).toBe(
    messages[0]?.count,
  )
}, 240_000)

test("Thousands of turns of 32 senders at once are counted exactly", async () => {
  const before = await usageNow()
  const senders = await Promise.all(
    Array.from({ length: 32 }, async () => ({ session: await createVisitor(), chat: uuidv7() })),
  )
  await inParallel(32, AT_ONCE, async (number, lane) => {
    const { session, chat } = senders[lane] as (typeof senders)[number]
    await storeTurn(session, number % 7 === 0 ? uuidv7() : chat, number)
  })
  const rows = await query(
    ({ sql }) => sql<{ role: string; count: number }[]>`
      select role, count(*)::int as count from messages where created_at > now() - interval '10 minutes'
      and session_id = any(${arrayLiteral(senders.map(({ session }) => session.id))}::uuid[]) group by role order by role desc`,
  )
  const after = await usageNow()
  const counted = (metric: string) => sumOf(after, metric) - sumOf(before, metric)
  expect(rows).toEqual([
    { role: "user", count: counted("messages") },
    { role: "assistant", count: counted("replies") },
  ])
  expect(counted("sessions")).toBe(32)
  expect(counted("replies")).toBe(AT_ONCE)
}, 120_000)

test("the same message again is counted once, a refused one not at all", async () => {
  const visitor = await createVisitor()
  const chatId = uuidv7()
  await storeTurn(visitor, chatId, 0)
  const before = await usageNow()
  const input = { chatId, messageId: uuidv7(), text: "Twenty times.", language: "en" }
  const answers = await Promise.all(Array.from({ length: 20 }, () => sendMessage(visitor, input)))
  expect(answers.filter((answer) => answer.ok && answer.job)).toHaveLength(1)
  const busy = await sendMessage(visitor, { ...input, messageId: uuidv7() })
  expect(busy).toMatchObject({ ok: false, error: { code: "busy" } })
  expect(sumOf(await usageNow(), "messages") - sumOf(before, "messages")).toBe(1)
})

test("a visitor who writes on a later day is a return, once a day, however many requests come at once", async () => {
  const visitor = await createVisitor()
  await yesterday(visitor)
  const before = sumOf(await usageNow(), "returning_visitors")
  const copies = await Promise.all(Array.from({ length: 20 }, () => findAgain(visitor)))
  await Promise.all(copies.map((copy) => touchSession(copy as Session)))
  expect(sumOf(await usageNow(), "returning_visitors") - before).toBe(1)
})

test("a reply that ran is counted with what the provider said it read and wrote", async () => {
  await scripted.play(answer("one two three"))
  const before = await usageNow()
  await ask(await createVisitor(), "How many tokens?")
  const after = await usageNow()
  const counted = (metric: string) => sumOf(after, metric) - sumOf(before, metric)
  expect(counted("input_tokens")).toBe(10)
  expect(counted("output_tokens")).toBe(3)
  expect(counted("replies complete")).toBe(1)
  expect(counted("models scripted")).toBe(1)
  expect(counted("first_token_ms")).toBe(1)
  expect(counted("reply_ms")).toBe(1)
})

test("folding brings the slots of past hours together and loses no count", async () => {
  await query(
    ({ sql }) => sql`
      insert into usage (hour, metric, label, slot, value)
      select '2026-01-05 10:00+00'::timestamptz, 'messages', 'en', slot, slot + 1 from generate_series(0, 15) slot`,
  )
  const before = await usageNow()
  await Promise.all([foldUsage(), foldUsage(), foldUsage()])
  expect(await usageNow()).toEqual(before)
  const rows = await query(
    ({ sql }) => sql`select slot, value::int from usage where hour = '2026-01-05 10:00+00'::timestamptz`,
  )
  expect(rows).toEqual([{ slot: 0, value: 136 }])
})

/** Every day some new visitors and some who come back, each in one chat of their own; then the day is put where it belongs. */
async function ninetyDays() {
  const visitors: Session[] = []
  const turns: StoredTurn[] = []
  let returns = 0
  for (let day = 0; day < DAYS; day++) {
    const began = await clock()
    const back = await Promise.all(visitors.filter((_, at) => at % 97 === day).map(findAgain))
    for (const visitor of back) {
      await touchSession(visitor as Session)
      returns++
    }
    const born = await Promise.all(Array.from({ length: A_DAY.visitors }, createVisitor))
    visitors.push(...born)
    const here = [...(back as Session[]), ...born].map((session) => ({ session, chatId: uuidv7() }))
    await inParallel(here.length, here.length, async (at) => {
      const { session, chatId } = here[at] as (typeof here)[number]
      for (let number = at; number < A_DAY.turns; number += here.length) {
        const turn = await storeTurn(session, chatId, day * A_DAY.turns + number)
        turns.push(turn)
        await rate(session, turn, number)
      }
    })
    await moveToThePast(began, hoursUntilNow(DAYS - day, 8 + (day % 5)))
  }
  return { visitors, turns, returns }
}

/** Some are rated, some of those change their mind, some take it back. */
async function rate(session: Session, { chatId, replyId, ending }: StoredTurn, number: number) {
  if (number % 10 > 2 || ending.text === "") return
  const reply = { chatId, messageId: replyId }
  await rateReply(session, { ...reply, rating: "good" })
  if (number % 10 > 0) await rateReply(session, { ...reply, rating: number % 10 === 1 ? "poor" : null })
}

/** What was written since `began` happened so many hours earlier. */
async function moveToThePast(began: string, hours: number) {
  const columns = {
    sessions: ["created_at", "last_active_at", "expires_at"],
    chats: ["created_at", "updated_at"],
    messages: ["created_at", "completed_at"],
    feedback: ["rated_at"],
    usage: ["hour"],
  }
  const since = {
    sessions: "last_active_at",
    chats: "created_at",
    messages: "created_at",
    feedback: "rated_at",
    usage: "hour",
  }
  for (const [table, times] of Object.entries(columns)) {
    const moved = times.map(
      (time) => `${time} = case when TIME then ${time} - interval '${hours} hours' else ${time} end`,
    )
    const isNew = (time: string) =>
      `${time} >= ${table === "usage" ? "date_trunc('hour', $1::timestamptz)" : "$1::timestamptz"}`
    const set = moved
      .map((assignment, at) => assignment.replace("TIME", isNew(times[at] as string)))
      .join(", ")
    const where = isNew(since[table as keyof typeof since])
    await query(({ sql }) => sql.unsafe(`update ${table} set ${set} where ${where}`, [began]), LONG)
  }
}

/** Hours from one of the hours of a day, in UTC, until that of now: far from midnight, whenever the test runs. */
function hoursUntilNow(daysAgo: number, hour: number): number {
  return daysAgo * 24 + new Date().getUTCHours() - hour
}

async function clock(): Promise<string> {
  const [row] = await query(({ sql }) => sql<{ now: string }[]>`select clock_timestamp()::text as now`)
  return row?.now ?? ""
}

/** They have expired, whatever was promised. */
async function endSessions(sessions: Session[]) {
  await query(
    ({ sql }) => sql`
      update sessions set expires_at = now() - interval '1 second'
      where id = any(${arrayLiteral(sessions.map(({ id }) => id))}::uuid[])`,
    LONG,
  )
}

async function yesterday({ id }: Session) {
  await query(
    ({ sql }) => sql`update sessions set last_active_at = last_active_at - interval '1 day' where id = ${id}`,
  )
}

function withoutDeletions(counters: Counters): Counters {
  return Object.fromEntries(Object.entries(counters).filter(([key]) => !/ (deleted|erased) /.test(key)))
}
