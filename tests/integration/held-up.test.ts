import { setTimeout as pause } from "node:timers/promises"
import postgres from "postgres"
import { v7 as uuidv7 } from "uuid"
import { afterAll, expect, onTestFinished, test } from "vitest"
import { regenerateReply } from "@/lib/server/chats/regenerate"
import { sendMessage } from "@/lib/server/chats/send"
import { query, Unavailable, withinDeadline } from "@/lib/server/db/client"
import { env } from "@/lib/server/env"
import { listMessages } from "@/lib/server/messages/messages"
import { perProcess } from "@/lib/server/process"
import { finishReply } from "@/lib/server/replies/finish"
import { flush } from "@/lib/server/replies/journal"
import { writeReply } from "@/lib/server/replies/write"
import { findHealth } from "@/lib/server/status/health"
import { lastMessage } from "@/tests/support/app/replies"
import { ask, createVisitor, question } from "@/tests/support/app/visitor"
import { hold } from "@/tests/support/database/hold"
import { scripted } from "@/tests/support/provider/scripted"

/** Somebody else in the same database. */
const other = postgres(process.env.DATABASE_URL ?? "", { max: 2, onnotice: () => undefined })
afterAll(() => other.end())

test("a locked table refuses in time and in words, opens no connections, and what was refused is not done later", async () => {
  const visitors = await Promise.all(Array.from({ length: 30 }, () => createVisitor()))
  const lock = await holdForTest((sql) => sql`lock table messages`)
  const began = performance.now()
  const took: number[] = []
  const sent = Promise.all(
    visitors.map(async (visitor) => {
      const refused = await sendMessage(visitor, question("Is anybody there?")).catch((error) => error)
      took.push(performance.now() - began)
      return refused
    }),
  )
  let most = 0
  while (took.length < visitors.length) {
    most = Math.max(most, await backends())
    await pause(50)
  }
  expect((await sent).every((error) => error instanceof Unavailable)).toBe(true)
  expect(Math.max(...took), "milliseconds until the last was refused").toBeLessThan(5000)
  expect(most).toBeLessThanOrEqual(env().DATABASE_POOL_SIZE)
  await lock.release()
  const [first] = visitors
  await ask(first as never, "And now?")
  expect((await findHealth()).status).toBe("ok")
  await pause(2500)
  const [row] = await query(
    ({ sql }) =>
      sql`select count(*)::int as stored from messages where role = 'user' and session_id in ${sql(visitors.map(({ id }) => id))}`,
  )
  expect(row?.stored, "only what was accepted").toBe(1)
})

test("while a line has stood before the connections for a second nothing more is begun, and when it is gone all is as before", async () => {
  const visitors = await Promise.all(Array.from({ length: 30 }, () => createVisitor()))
  const [first] = visitors
  const lock = await holdForTest((sql) => sql`lock table messages`)
  const standing = Promise.allSettled(
    visitors.map((visitor) => sendMessage(visitor, question("Is anybody there?"))),
  )
  await pause(500)
  await expect(
    withinDeadline(async () => "begun"),
    "a short line",
  ).resolves.toBe("begun")
  await pause(1000)
  let isBegun = false
  const late = withinDeadline(async () => {
    isBegun = true
  })
  await expect(late).rejects.toThrow(Unavailable)
  expect(isBegun).toBe(false)
  await lock.release()
  await standing
  await withinDeadline(() => ask(first as never, "And now?"))
})

test("visitors whose chats are held by somebody else wait alone", async () => {
  const chats = await Promise.all(
    Array.from({ length: 24 }, async () => {
      const visitor = await createVisitor()
      return { visitor, chatId: (await ask(visitor, "First?")).chatId }
    }),
  )
  const held = chats.slice(0, 2).map(({ chatId }) => chatId)
  const lock = await holdForTest((sql) => sql`select from chats where id in ${sql(held)} for update`)
  const began = performance.now()
  const sent = await Promise.all(
    chats.map(async ({ visitor, chatId }) => {
      const accepted = await sendMessage(visitor, question("Second?", chatId)).catch((error: Error) => error)
      return { accepted, took: performance.now() - began, isHeld: held.includes(chatId) }
    }),
  )
  await lock.release()
  for (const { accepted, took, isHeld } of sent) {
    if (isHeld) expect(accepted).toBeInstanceOf(Unavailable)
    else expect([accepted, took < 2000]).toMatchObject([{ ok: true }, true])
  }
})

test("answers whose chats are held by somebody else are kept later, and hold up no other answer", async () => {
  const replies = await Promise.all(Array.from({ length: 24 }, async () => startReply(await createVisitor())))
  const held = replies.slice(0, 6)
  const chats = held.map(({ chatId }) => chatId)
  const lock = await holdForTest((sql) => sql`select from replies where chat_id in ${sql(chats)} for update`)
  let released = false
  const ending = {
    status: "complete",
    text: "Yes.",
    tokens: 2,
    model: "m",
    inputTokens: 1,
    outputTokens: 2,
  } as const
  const late = held.map(async (lease, at) => {
    if (at % 2 === 0) await flush(lease, { chunk: { text: "Yes.", seq: 4 } })
    return (await finishReply(lease, ending)) && released
  })
  await pause(300)
  const others = replies.slice(6).map(async (lease) => {
    const flushed = await flush(lease, { chunk: { text: "Yes.", seq: 4 } })
    return flushed !== undefined && (await finishReply(lease, ending)) && !released
  })
  expect(await Promise.all(others), "kept while the first ones were held").toEqual(others.map(() => true))
  released = true
  await lock.release()
  expect(await Promise.all(late), "kept after they were let go").toEqual(late.map(() => true))
})

test("of two retries whose statements overlap one finds the other's answer: none that was accepted is dropped", async () => {
  const visitor = await createVisitor()
  const { chatId, messageId } = await ask(visitor, "Which?")
  const [first, second] = [uuidv7(), uuidv7()]
  // The second one begins before the first has ended, and goes on after that was answered.
  await query(
    ({ sql }) => sql`
      create or replace function wait_a_little() returns trigger language plpgsql as $$ begin perform pg_sleep(0.7); return new; end $$`,
  )
  await query(({ sql }) =>
    sql.unsafe(
      `create trigger wait before insert on replies for each row when (new.message_id = '${second}') execute function wait_a_little()`,
    ),
  )
  const lock = await holdForTest((sql) => sql`select from chats where id = ${chatId} for update`)
  const one = regenerateReply(visitor, { chatId, messageId, replyId: first })
  await expect.poll(waiting).toBe(1)
  const two = regenerateReply(visitor, { chatId, messageId, replyId: second })
  await expect.poll(waiting).toBe(2)
  await lock.release()
  const accepted = await one
  if (!accepted.ok || !accepted.job) throw new Error("the first retry was not accepted")
  await writeReply(accepted.job)
  const later = await two
  if (later.ok && later.job) await writeReply(later.job)
  await query(({ sql }) => sql`drop trigger wait on replies`)
  const { messages } = await listMessages(visitor, chatId)
  expect(messages.map(({ id, metadata }) => [id, metadata?.status])).toEqual([
    [messageId, "complete"],
    [later.ok ? second : first, "complete"],
  ])
})

test("a reply that was accepted and never began is taken over when its message is sent again", async () => {
  const visitor = await createVisitor()
  const sent = question("Does anybody answer?")
  const { replyId } = await acceptedUnseen(visitor, sent)
  const again = await sendMessage(visitor, sent)
  if (!again.ok || !again.job) throw new Error(`not taken over: ${JSON.stringify(again)}`)
  expect(again.replyId).toBe(replyId)
  await writeReply(again.job)
  expect(await lastMessage(visitor, sent.chatId)).toMatchObject({ status: "complete" })
  await scripted.expectRequests(1)
  expect(await sendMessage(visitor, sent), "once").not.toHaveProperty("job")
})

test("a retry that was accepted and never began is taken over as well", async () => {
  const visitor = await createVisitor()
  const { chatId, messageId } = await ask(visitor, "Once more?")
  const again = { chatId, messageId, replyId: uuidv7() }
  expect(await regenerateReply(visitor, again)).toMatchObject({ ok: true })
  forgetAccepted()
  await age(chatId)
  const taken = await regenerateReply(visitor, again)
  if (!taken.ok || !taken.job) throw new Error(`not taken over: ${JSON.stringify(taken)}`)
  await writeReply(taken.job)
  expect(await lastMessage(visitor, chatId)).toMatchObject({ status: "complete" })
})

test("a reply that is being written, here or elsewhere, is not taken over", async () => {
  const visitor = await createVisitor()
  const here = question("Here?")
  expect(await sendMessage(visitor, here)).toMatchObject({ ok: true })
  await age(here.chatId)
  expect(await sendMessage(visitor, here), "this process is about to write it").not.toHaveProperty("job")

  const elsewhere = question("Elsewhere?")
  await acceptedUnseen(visitor, elsewhere)
  await query(
    ({ sql }) =>
      sql`update replies set lease_until = now() + interval '9 s' where chat_id = ${elsewhere.chatId}`,
  )
  expect(await sendMessage(visitor, elsewhere), "its lease was renewed").not.toHaveProperty("job")
})

async function startReply(visitor: Awaited<ReturnType<typeof createVisitor>>) {
  const accepted = await sendMessage(visitor, question("Will it be kept?"))
  if (!accepted.ok || !accepted.job) throw new Error("the message was not accepted")
  return accepted.job.lease
}

/** Holds locks until they are released. */
/** A test that fails must not stand in the way of the others. */
async function holdForTest(lock: (sql: postgres.TransactionSql) => Promise<unknown>) {
  const held = await hold(other, lock)
  onTestFinished(held.release)
  return held
}

async function backends(): Promise<number> {
  const [row] = await other`
    select count(*)::int as open from pg_stat_activity
    where datname = current_database() and application_name = 'alcove'`
  return row?.open ?? 0
}

async function waiting(): Promise<number> {
  const [row] = await other`
    select count(*)::int as waiting from pg_stat_activity
    where datname = current_database() and application_name = 'alcove' and wait_event_type = 'Lock'`
  return row?.waiting ?? 0
}

/** A message that was stored while its answer was lost, some seconds ago. */
async function acceptedUnseen(
  visitor: Awaited<ReturnType<typeof createVisitor>>,
  sent: ReturnType<typeof question>,
) {
  const accepted = await sendMessage(visitor, sent)
  if (!accepted.ok) throw new Error("the message was not accepted")
  forgetAccepted()
  await age(sent.chatId)
  return accepted
}

function forgetAccepted(): void {
  perProcess("accepted", () => new Map()).clear()
}

function age(chatId: string) {
  return query(
    ({ sql }) => sql`
      update replies set started_at = started_at - interval '4 s', lease_until = lease_until - interval '4 s'
      where chat_id = ${chatId}`,
  )
}
