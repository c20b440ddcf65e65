import { setTimeout as pause } from "node:timers/promises"
import postgres from "postgres"
import { expect, test } from "vitest"
import { query } from "@/lib/server/db/client"
import { errorCode } from "@/lib/server/db/codes"
import { listMessages } from "@/lib/server/messages/messages"
import { isLong } from "@/tests/support/app/settings"
import { ask, createVisitor } from "@/tests/support/app/visitor"

const KILLS = isLong ? 60 : 20

test("statements in flight survive their connections being killed, again and again", async () => {
  const admin = postgres(process.env.DATABASE_URL ?? "", { max: 1, onnotice: () => undefined })
  const visitor = await createVisitor()
  let asking = true
  const chats: string[] = []
  const questions = Promise.all(
    Array.from({ length: 8 }, async () => {
      while (asking) chats.push((await ask(visitor, "Are you there?")).chatId)
    }),
  )
  let killed = 0
  // Until something got through in spite of it, too.
  for (let tries = 0; tries < 500 && (killed < KILLS || chats.length <= 8); tries++) {
    const rows = await admin`
      select pg_terminate_backend(pid) as done from pg_stat_activity
      where datname = current_database() and application_name = 'alcove'`
    killed += rows.filter((row) => row.done).length
    // Longer each time: a slow machine, too, comes to get something through between two of them.
    await pause(20 + tries)
  }
  asking = false
  const meanwhile = chats.length
  await questions
  await admin.end()
  expect(killed).toBeGreaterThanOrEqual(KILLS)
  expect(meanwhile).toBeGreaterThan(8)
  for (const chatId of chats) {
    const statuses = (await listMessages(visitor, chatId)).messages.map((message) => message.metadata?.status)
    expect(statuses).toHaveLength(2)
    expect(statuses).not.toContain("running")
  }
})

test("an error of the statement itself is not repeated but thrown, with its code", async () => {
  let tries = 0
  const failing = query(({ sql }) => {
    tries++
    return sql`select 1 / 0`
  })
  const error = await failing.catch((thrown: unknown) => thrown)
  expect(errorCode(error)).toBe("22012")
  expect(tries).toBe(1)
})
