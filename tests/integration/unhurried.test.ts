import { setTimeout as pause } from "node:timers/promises"
import postgres from "postgres"
import { afterAll, expect, onTestFinished, test } from "vitest"
import { sendMessage } from "@/lib/server/chats/send"
import { withinDeadline } from "@/lib/server/db/client"
import { perProcess } from "@/lib/server/process"
import { stopReply } from "@/lib/server/replies/running"
import { writeReply } from "@/lib/server/replies/write"
import { findSettings } from "@/lib/server/settings/settings"
import { lastMessage } from "@/tests/support/app/replies"
import { isLong } from "@/tests/support/app/settings"
import { createVisitor, question } from "@/tests/support/app/visitor"
import { hold } from "@/tests/support/database/hold"
import { scripted } from "@/tests/support/provider/scripted"

/** Another client of the same database. */
const other = postgres(process.env.DATABASE_URL ?? "", { max: 1, onnotice: () => undefined })
afterAll(() => other.end())

test("an accepted question is answered, however long what its answer needs is held up, and however late it was accepted", async () => {
  const { chatId, visitor, job } = await accepted()
  const release = await lockPassages()
  let written = Promise.resolve()
  await withinDeadline(async () => {
    await pause(2_300)
    await findSettings()
    written = writeReply(job)
    await pause(100)
  })
  await pause(3_500)
  await release()
  await written
  expect(await lastMessage(visitor, chatId)).toMatchObject({ status: "complete" })
})

test.runIf(isLong)(
  "an answer that could not be begun is interrupted: its provider was not asked",
  async () => {
    const { chatId, visitor, job } = await accepted()
    await lockPassages()
    await writeReply(job)
    expect(await lastMessage(visitor, chatId)).toEqual({ text: "", status: "interrupted" })
    await scripted.expectRequests(0)
  },
)

test("an answer that waits for what it needs is stopped at once", async () => {
  const { chatId, visitor, job } = await accepted()
  await lockPassages()
  const written = writeReply(job)
  await pause(300)
  await stopReply(visitor, chatId)
  await written
  expect(await lastMessage(visitor, chatId)).toEqual({ text: "", status: "stopped" })
})

async function accepted() {
  const visitor = await createVisitor()
  const sent = question("When do you open?")
  const taken = await sendMessage(visitor, sent)
  if (!taken.ok || !taken.job) throw new Error(`not accepted: ${JSON.stringify(taken)}`)
  return { visitor, chatId: sent.chatId, job: taken.job }
}

/** What the operator's documents say cannot be read until what it gives is called. */
async function lockPassages(): Promise<() => Promise<void>> {
  const { release } = await hold(other, (sql) => sql`lock table passages`)
  // A test that fails must not stand in the way of the others.
  onTestFinished(release)
  // This process may have seen a moment ago that there are none.
  perProcess("no passages", () => ({ until: 0 })).until = 0
  return release
}
