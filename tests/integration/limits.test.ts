import { v7 as uuidv7 } from "uuid"
import { expect, test } from "vitest"
import { deleteChat } from "@/lib/server/chats/delete"
import { regenerateReply } from "@/lib/server/chats/regenerate"
import { query } from "@/lib/server/db/client"
import { finishReply } from "@/lib/server/replies/finish"
import { stopReply } from "@/lib/server/replies/running"
import { findLeftOf } from "@/lib/server/spending/spending"
import {
  begin,
  beginWithoutLimits,
  most,
  sendMessage,
  set,
  type Visitor,
  writeReply,
} from "@/tests/support/app/limits"
import { lastMessage } from "@/tests/support/app/replies"
import { ask, createVisitor, question } from "@/tests/support/app/visitor"
import { countedAnswer, heldAnswer, silence } from "@/tests/support/provider/scenarios"
import { scripted } from "@/tests/support/provider/scripted"

beginWithoutLimits()

test("a visitor sends as many messages in an hour as are allowed, and is told what is left when it is little", async () => {
  await set({ name: "session_messages_per_hour", value: 7 })
  const visitor = await createVisitor()
  expect(await findLeftOf(visitor), "seven is not little").toBeUndefined()
  const { chatId, messageId } = await ask(visitor, "First?")
  expect(await findLeftOf(visitor)).toBeUndefined()
  const told = [
    await sendAndRead(visitor),
    await sendAndRead(visitor, chatId),
    await retry(visitor, chatId, messageId),
  ]
  expect(told.map(({ left }) => left)).toMatchObject([5, 4, 3].map((answers) => ({ answers, per: "hour" })))
  for (let more = 0; more < 3; more++) await sendAndRead(visitor)
  expect(await findLeftOf(visitor)).toMatchObject({ answers: 0, per: "hour" })
  const refused = await sendMessage(visitor, question("One more?"))
  expect(refused).toMatchObject({ ok: false, error: { code: "limited", about: "messages" } })
  const seconds = refused.ok ? 0 : "seconds" in refused.error && refused.error.seconds
  expect(seconds).toBeGreaterThan(3500)
  expect(seconds).toBeLessThanOrEqual(3600)
  expect(await regenerateReply(visitor, { chatId, messageId, replyId: uuidv7() })).toMatchObject({
    error: { code: "limited", about: "messages" },
  })
  expect(await sendMessage(await createVisitor(), question("Another visitor?"))).toMatchObject({ ok: true })
  await query(({ sql }) => sql`update sessions set hour_ends_at = now() where id = ${visitor.id}`)
  expect(await sendMessage(visitor, question("An hour later?"))).toMatchObject({ ok: true })
})

test("the same message again, and what is refused, are not counted", async () => {
  await set({ name: "session_messages_per_hour", value: 20 })
  const visitor = await createVisitor()
  const first = question("Once?")
  const accepted = await Promise.all(Array.from({ length: 10 }, () => sendMessage(visitor, first)))
  expect(accepted.every(({ ok }) => ok)).toBe(true)
  expect(await sendMessage(visitor, question("Busy?", first.chatId))).toMatchObject({
    error: { code: "busy" },
  })
  const lastSeen = uuidv7()
  expect(await sendMessage(visitor, { ...question("Gone?"), lastSeen })).toMatchObject({
    error: { code: "not_found" },
  })
  expect(await used(visitor)).toMatchObject({ messages: 1 })
})

test("of two hundred messages at once exactly as many are accepted as are allowed, in new chats and in known ones", async () => {
  await set({ name: "session_messages_per_hour", value: 10 })
  const visitor = await createVisitor()
  const inNew = await Promise.all(Array.from({ length: 200 }, () => sendMessage(visitor, question("Now?"))))
  expect(inNew.filter(({ ok }) => ok)).toHaveLength(10)

  await set({ name: "session_messages_per_hour", value: 0 })
  const regular = await createVisitor()
  const chats = await Promise.all(Array.from({ length: 40 }, () => ask(regular, "First?")))
  await set({ name: "session_messages_per_hour", value: 10 })
  const inKnown = await Promise.all(
    [...chats, ...chats].map(({ chatId }) => sendMessage(regular, question("Second?", chatId))),
  )
  expect(inKnown.filter(({ ok }) => ok)).toHaveLength(10)
})

test("what a reply may need is reserved, and what it did need is put in its place", async () => {
  await set({ name: "session_tokens_per_day", value: 3 * most() })
  const visitor = await createVisitor()
  const jobs = [await begin(visitor), await begin(visitor), await begin(visitor)]
  expect(await used(visitor)).toMatchObject({ tokens: 3 * most() })
  expect(await sendMessage(visitor, question("A fourth?"))).toMatchObject({
    error: { code: "limited", about: "running" },
  })
  // Those that end in one statement are added up.
  await Promise.all(jobs.map(writeReply))
  const [counted] = await query(
    ({ sql }) =>
      sql`select sum(input_tokens + output_tokens)::int as tokens from messages where session_id = ${visitor.id}`,
  )
  expect(await used(visitor)).toMatchObject({ tokens: counted?.tokens })
  expect(await findLeftOf(visitor)).toMatchObject({ answers: 2, per: "day" })
  await ask(visitor, "And now?")
})

test("what is written for nothing, or by nobody, gives back what was reserved", async () => {
  await set({ name: "session_tokens_per_day", value: most() })
  const visitor = await createVisitor()
  const lost = await begin(visitor)
  expect(await sendMessage(visitor, question("Meanwhile?"))).toMatchObject({ error: { about: "running" } })
  await query(
    ({ sql }) => sql`update replies set lease_until = now() where message_id = ${lost.lease.messageId}`,
  )
  const failed = await begin(visitor)
  await finishReply(failed.lease, {
    status: "failed",
    failure: "provider_error",
    text: "",
    tokens: 0,
    model: "m",
    inputTokens: 0,
    outputTokens: 0,
  })
  await ask(visitor, "After both?")
})

test("yesterday's tokens are not today's, nor what was reserved for a reply that began then", async () => {
  await set({ name: "session_tokens_per_day", value: 2 * most() })
  const visitor = await createVisitor()
  const job = await begin(visitor)
  await query(({ sql }) => sql`update sessions set day = day - 1 where id = ${visitor.id}`)
  await query(
    ({ sql }) =>
      sql`update replies set started_at = started_at - interval '1 day' where message_id = ${job.lease.messageId}`,
  )
  await begin(visitor)
  await writeReply(job)
  const { tokens } = await used(visitor)
  expect(tokens).toBeGreaterThan(most())
  expect(tokens).toBeLessThan(most() + 100)
})

test("an answer that is stopped before its first word has cost what the provider read", async () => {
  await set({ name: "session_tokens_per_day", value: 10 * most() })
  const visitor = await createVisitor()
  await scripted.play(silence)
  const job = await begin(visitor, "word ".repeat(1000))
  const written = writeReply(job)
  await scripted.expectRequests(1)
  await stopReply(visitor, job.lease.chatId)
  await written
  expect((await used(visitor)).tokens).toBeGreaterThan(1000)
  expect(await counted()).toBe((await used(visitor)).tokens)
})

test("answers that share one id are all paid for, though only one is kept", async () => {
  await set({ name: "session_tokens_per_day", value: 100 * most() })
  const visitor = await createVisitor()
  const chats = await Promise.all(Array.from({ length: 3 }, () => ask(visitor, "First?")))
  const before = await counted()
  const replyId = uuidv7()
  const again = await Promise.all(
    chats.map(({ chatId, messageId }) => regenerateReply(visitor, { chatId, messageId, replyId })),
  )
  const jobs = again.flatMap((one) => (one.ok && one.job ? [one.job] : []))
  await Promise.all(jobs.map(writeReply))
  expect((await counted()) - before).toBe(jobs.length * (before / 3))
  expect((await used(visitor)).tokens).toBe(await counted())
})

test("what was begun without a limit gives nothing back under one", async () => {
  const visitor = await createVisitor()
  const free = [await begin(visitor), await begin(visitor)]
  await set({ name: "session_tokens_per_day", value: 2 * most() })
  await begin(visitor)
  await begin(visitor)
  await Promise.all(free.map(writeReply))
  expect(await used(visitor)).toMatchObject({ tokens: 2 * most() })
})

test("a number of tokens that no column holds costs no answer", async () => {
  await set({ name: "session_tokens_per_day", value: 1_000_000_000 })
  const visitor = await createVisitor()
  await scripted.play(countedAnswer("It is open.", 2_147_483_647, 5))
  const { chatId } = await ask(visitor, "Is it open?")
  expect(await lastMessage(visitor, chatId)).toMatchObject({ status: "complete", text: "It is open." })
  expect(await sendMessage(visitor, question("And now?"))).toMatchObject({ error: { about: "tokens" } })
})

test("a chat that is deleted while its answer is written leaves only what that had cost", async () => {
  await set({ name: "session_tokens_per_day", value: 2 * most() })
  const visitor = await createVisitor()
  await scripted.play(heldAnswer("It is open all day."))
  const job = await begin(visitor)
  const written = writeReply(job)
  await scripted.release(2)
  await scripted.expectRequests(1)
  await deleteChat(visitor, job.lease.chatId)
  await written
  const { tokens } = await used(visitor)
  expect(tokens).toBeGreaterThan(0)
  expect(tokens).toBeLessThan(100)
})

test("a day that is shorter than the longest answer still has one at a time", async () => {
  await set({ name: "session_tokens_per_day", value: most() - 1 })
  const visitor = await createVisitor()
  const job = await begin(visitor)
  expect(await sendMessage(visitor, question("Two at once?"))).toMatchObject({ error: { about: "running" } })
  await writeReply(job)
  expect(await sendMessage(visitor, question("One more?"))).toMatchObject({ error: { about: "tokens" } })
})

async function counted(): Promise<number> {
  const [row] = await query(
    ({ sql }) =>
      sql`select coalesce(sum(value), 0)::float as tokens from usage where metric in ('input_tokens', 'output_tokens')`,
  )
  return row?.tokens
}

async function sendAndRead(visitor: Visitor, chatId?: string) {
  const accepted = await sendMessage(visitor, question("And this?", chatId))
  if (!accepted.ok || !accepted.job) throw new Error(`not accepted: ${JSON.stringify(accepted)}`)
  await writeReply(accepted.job)
  return accepted
}

async function retry(visitor: Visitor, chatId: string, messageId: string) {
  const accepted = await regenerateReply(visitor, { chatId, messageId, replyId: uuidv7() })
  if (!accepted.ok || !accepted.job) throw new Error(`not accepted: ${JSON.stringify(accepted)}`)
  await writeReply(accepted.job)
  return accepted
}

async function used({ id }: Visitor): Promise<{ messages: number; tokens: number }> {
  const [row] = await query(
    ({ sql }) =>
      sql<{ messages: number; tokens: number }[]>`
        select hour_messages as messages, day_tokens as tokens from sessions where id = ${id}`,
  )
  return row ?? { messages: -1, tokens: -1 }
}
