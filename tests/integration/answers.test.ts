import { v7 as uuidv7 } from "uuid"
import { beforeEach, expect, test } from "vitest"
import { regenerateReply } from "@/lib/server/chats/regenerate"
import { cleanUp } from "@/lib/server/cleanups/cleanup"
import { query } from "@/lib/server/db/client"
import { writeReply } from "@/lib/server/replies/write"
import { findCondition } from "@/lib/server/status/overview"
import { begin } from "@/tests/support/app/replies"
import { ask, createVisitor } from "@/tests/support/app/visitor"
import {
  answer,
  cutAnswer,
  heldAnswer,
  refusal,
  type Script,
  silence,
} from "@/tests/support/provider/scenarios"
import { scripted } from "@/tests/support/provider/scripted"

beforeEach(async () => {
  await query(({ sql }) => sql`truncate sessions, usage, recent_replies cascade`)
})

test("an outage is told by the newest answers, however many arrived before, and ends when one arrives", async () => {
  expect(await provider()).toEqual({
    state: "good",
    sentence: "The model is scripted. Nobody asked in the last 24 hours.",
  })
  await askTimes(20)
  expect(await provider()).toMatchObject({
    state: "good",
    sentence: expect.stringMatching(/The last 20 answers all arrived\.$/),
  })
  await askTimes(1, refusal(401))
  const first = await provider()
  expect(first).toMatchObject({
    state: "watch",
    sentence: expect.stringMatching(
      /19 of the last 20 answers arrived\. The newest failed\. The provider refuses the key/,
    ),
  })
  await askTimes(4, refusal(401))
  expect(await provider()).toMatchObject({
    state: "trouble",
    sentence: expect.stringMatching(
      /The last 5 answers all failed, the newest on .*: look at OPENAI_API_KEY\.$/,
    ),
  })
  await askTimes(1)
  expect(await provider()).toMatchObject({
    state: "watch",
    sentence: expect.stringMatching(
      /15 of the last 20 answers arrived\. The newest arrived\. The reason was: The provider refuses the key/,
    ),
  })
  await askTimes(20)
  expect(await provider()).toMatchObject({ state: "good" })
})

test("a retried answer that fails again counts again, although only the last one is still stored", async () => {
  await askTimes(20)
  await scripted.play(refusal(500))
  const visitor = await createVisitor()
  const { chatId, messageId } = await ask(visitor, "Anyone?")
  for (const _ of [1, 2]) {
    const again = await regenerateReply(visitor, { chatId, messageId, replyId: uuidv7() })
    if (again.ok && again.job) await writeReply(again.job)
  }
  expect(await provider()).toMatchObject({
    state: "trouble",
    sentence: expect.stringMatching(/The last 3 answers all failed/),
  })
})

test("one answer of twenty that fails is told, and what failed hours ago no longer is", async () => {
  await askTimes(10)
  await askTimes(1, cutAnswer("half"))
  await askTimes(9)
  expect(await provider()).toMatchObject({
    state: "watch",
    sentence: expect.stringMatching(
      /19 of the last 20 answers arrived\. The newest 9 did\. The reason was: The connection to the provider breaks/,
    ),
  })
  await hoursPass(4)
  expect(await provider()).toMatchObject({ state: "good" })
})

test("an outage after which no visitor asked is still one hours later, and a day later nothing is known", async () => {
  await askTimes(3, refusal(429))
  await hoursPass(20)
  expect(await provider()).toMatchObject({ state: "trouble" })
  await hoursPass(4)
  expect(await provider()).toMatchObject({ state: "good", sentence: expect.stringMatching(/Nobody asked/) })
  await cleanUp()
  expect(await query(({ sql }) => sql`select from recent_replies`)).toHaveLength(0)
})

test("answers whose process died are told at once, and not as new ones when they are found later", async () => {
  await scripted.play(heldAnswer("never whole"))
  const running = await Promise.all([1, 2, 3].map(() => begin("Are you there?")))
  await query(
    ({ sql }) =>
      sql`update replies set lease_until = now() - interval '3 minutes', epoch = gen_random_uuid()`,
  )
  expect(await provider()).toMatchObject({
    state: "trouble",
    sentence: expect.stringMatching(/The last 3 answers all failed.* is restarted again and again/),
  })
  await query(({ sql }) => sql`update replies set started_at = started_at - interval '2 minutes'`)
  await askTimes(3)
  await cleanUp()
  expect(await query(({ sql }) => sql`select from replies`)).toHaveLength(0)
  expect(await provider()).toMatchObject({
    state: "watch",
    sentence: expect.stringMatching(/3 of the last 6 answers arrived\. The newest 3 did/),
  })
  for (const { done } of running) await done
})

test("an answer that its visitor stops counts as failed only when they had waited for the first word in vain", async () => {
  await stopped(silence, "1 second")
  expect(await provider()).toMatchObject({ sentence: expect.stringMatching(/Nobody asked/) })
  for (const _ of [1, 2, 3]) await stopped(silence, "11 seconds")
  expect(await provider()).toMatchObject({
    state: "trouble",
    sentence: expect.stringMatching(/stopped waiting for the first word/),
  })
})

/** So many visitors ask, while the provider answers like this. */
async function askTimes(times: number, script: Script = answer("At nine.")) {
  await scripted.play(script)
  const visitor = await createVisitor()
  for (let time = 0; time < times; time++) await ask(visitor, "When?")
}

async function stopped(script: Script, after: string) {
  await scripted.play(script)
  const { visitor, chatId, done } = await begin("Hello?")
  await query(
    ({ sql }) => sql`
    update replies set started_at = started_at - ${after}::interval, stop_requested = true
    where session_id = ${visitor.id} and chat_id = ${chatId}`,
  )
  await done
}

async function hoursPass(hours: number) {
  await query(({ sql }) => sql`update recent_replies set minute = minute - make_interval(hours => ${hours})`)
}

async function provider() {
  const { state, sentence } = (await findCondition()).provider
  return { state, sentence }
}
