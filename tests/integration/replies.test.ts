import { expect, test } from "vitest"
import type { ReplyEvent } from "@/lib/server/chats/event-stream"
import { followReply } from "@/lib/server/chats/follow"
import { cleanUp } from "@/lib/server/cleanups/cleanup"
import { query } from "@/lib/server/db/client"
import { flush, openJournal } from "@/lib/server/replies/journal"
import { findReply } from "@/lib/server/replies/lease"
import { recoverReply } from "@/lib/server/replies/recover"
import { stopReply } from "@/lib/server/replies/running"
import type { Session } from "@/lib/server/sessions/session"
import { otherProcess } from "@/tests/support/app/other-process"
import { begin, lastMessage } from "@/tests/support/app/replies"
import { createVisitor } from "@/tests/support/app/visitor"
import { heldAnswer, slowAnswer } from "@/tests/support/provider/scenarios"
import { scripted } from "@/tests/support/provider/scripted"

const never = new AbortController().signal

test("an answer is followed word by word and stored whole", async () => {
  await scripted.play(heldAnswer("one two three"))
  const { visitor, chatId, done } = await begin("Count.")
  const reader = await events(visitor, chatId)
  expect(await reader.next()).toMatchObject({ value: { type: "start" } })
  const words: string[] = []
  for (const _ of [1, 2, 3]) {
    await scripted.release()
    words.push(textOf((await reader.next()).value))
  }
  expect(words).toEqual(["one ", "two ", "three"])
  expect((await reader.next()).value).toMatchObject({ type: "end", metadata: { status: "complete" } })
  await done
  expect(await lastMessage(visitor, chatId)).toMatchObject({ text: "one two three", status: "complete" })
})

test("a follower who comes back gets the rest from where they were, and every follower the same text", async () => {
  await scripted.play(heldAnswer("alpha beta gamma"))
  const { visitor, chatId, done } = await begin("Letters.")
  await scripted.release(2)
  await waitForText(visitor, chatId, "alpha beta ")
  const whole = collect(await events(visitor, chatId))
  const rest = collect(await events(visitor, chatId, 6))
  await scripted.release()
  expect(await whole).toBe("alpha beta gamma")
  expect(await rest).toBe("beta gamma")
  await done
})

test("a follower who only looks gets what is there and waits for no more, however fast it comes", async () => {
  const words = "word ".repeat(200)
  await scripted.play(slowAnswer(words, 5))
  const { visitor, chatId, done } = await begin("So far?")
  const reader = await events(visitor, chatId)
  await reader.next()
  expect((await reader.next()).value).toMatchObject({ type: "text" })
  const looked = await followReply(visitor, chatId, 0, AbortSignal.abort())
  if (!looked || looked === "idle") throw new Error(`nothing to look at: ${looked}`)
  const found = await collect(looked)
  expect(found).toMatch(/^word /)
  expect(found.length).toBeLessThan(words.length / 2)
  await done
})

test("another process follows a reply through the journal to the same end", async () => {
  await scripted.play(heldAnswer("far away words"))
  const { visitor, chatId, done } = await begin("Far?")
  const elsewhere = await otherProcess(() => events(visitor, chatId))
  const followed = collect(elsewhere)
  await scripted.release(2)
  await expect.poll(() => journalRows(visitor)).toBeGreaterThan(0)
  await scripted.release()
  expect(await followed).toBe("far away words")
  await done
  expect(await journalRows(visitor)).toBe(0)
})

test("a reply that ended before it was followed can be followed once, then nothing is running", async () => {
  const { visitor, chatId, done } = await begin("Quick?")
  await done
  expect(await collect(await events(visitor, chatId))).toContain("reading room")
  expect(await followReply(visitor, chatId, 0, never)).toBe("idle")
})

test("another visitor can neither follow nor stop a reply", async () => {
  await scripted.play(heldAnswer("mine alone"))
  const { visitor, chatId, done } = await begin("Private?")
  const stranger = await createVisitor()
  expect(await followReply(stranger, chatId, 0, never)).toBeUndefined()
  await stopReply(stranger, chatId)
  await scripted.release(2)
  await done
  expect(await lastMessage(visitor, chatId)).toMatchObject({ status: "complete", text: "mine alone" })
})

test("stopping a reply keeps what has arrived and hangs up on the provider", async () => {
  await scripted.play(heldAnswer("first second third"))
  const { visitor, chatId, done } = await begin("Stop me.")
  await scripted.release()
  await waitForText(visitor, chatId, "first ")
  await stopReply(visitor, chatId)
  await done
  expect(await lastMessage(visitor, chatId)).toMatchObject({ status: "stopped", text: "first " })
  await expect.poll(async () => (await scripted.requests())[0]?.aborted).toBe(true)
})

test("a stop asked for in another process arrives within a second or so", async () => {
  await scripted.play(heldAnswer("first second third"))
  const { visitor, chatId, done } = await begin("Stop me from afar.")
  await scripted.release()
  await waitForText(visitor, chatId, "first ")
  await otherProcess(() => stopReply(visitor, chatId))
  await done
  expect(await lastMessage(visitor, chatId)).toMatchObject({ status: "stopped", text: "first " })
})

test("an answer that ended here neither hides nor shields the next one that is written elsewhere", async () => {
  const { visitor, chatId, done } = await begin("First?")
  await done
  await scripted.play(heldAnswer("second answer"))
  const later = await otherProcess(() => begin("Second?", visitor, chatId))
  const followed = collect(await events(visitor, chatId))
  await scripted.release()
  await expect.poll(() => openJournal(later.job.lease)).toBe("second ")
  await stopReply(visitor, chatId)
  expect(await followed).toBe("second ")
  await later.done
  expect(await lastMessage(visitor, chatId)).toMatchObject({ status: "stopped", text: "second " })
})

test("a runner that lost its lease changes nothing any more", async () => {
  await scripted.play(heldAnswer("too late"))
  const { visitor, chatId, done, job } = await begin("Slow?")
  await query(
    ({ sql }) =>
      sql`update replies set lease_until = now() - interval '1 minute' where session_id = ${visitor.id}`,
  )
  await recoverReply(visitor, chatId)
  expect(await flush(job.lease, { chunk: { text: "too late", seq: 8 } })).toBeUndefined()
  await scripted.release(2)
  await done
  expect(await lastMessage(visitor, chatId)).toMatchObject({ status: "interrupted", text: "" })
  expect(await findReply(visitor, chatId)).toMatchObject({ messageId: null })
})

test("a live reply cannot be recovered", async () => {
  await scripted.play(heldAnswer("still here"))
  const { visitor, chatId, done } = await begin("Alive?")
  await recoverReply(visitor, chatId)
  await scripted.release(2)
  await done
  expect(await lastMessage(visitor, chatId)).toMatchObject({ status: "complete", text: "still here" })
})

test("a cleanup ends and counts a reply whose runner is gone, and leaves alone one that is being written", async () => {
  await scripted.play(heldAnswer("what had come was kept"))
  const lost = await begin("Lost?")
  await scripted.release(3)
  await expect.poll(() => openJournal(lost.job.lease)).toBe("what had come ")
  await query(
    ({ sql }) => sql`
      update replies set epoch = gen_random_uuid(), lease_until = now() - interval '3 minutes'
      where session_id = ${lost.visitor.id}`,
  )
  const live = await begin("Alive?")
  await query(
    ({ sql }) =>
      sql`update replies set lease_until = now() - interval '1 minute' where session_id = ${live.visitor.id}`,
  )
  const before = await countedAsInterrupted()
  await cleanUp()
  expect((await countedAsInterrupted()) - before).toBe(1)
  const [row] = await query(
    ({ sql }) =>
      sql`select status from messages where session_id = ${lost.visitor.id} and role = 'assistant'`,
  )
  expect(row).toEqual({ status: "interrupted" })
  expect(await lastMessage(lost.visitor, lost.chatId)).toMatchObject({ text: "what had come " })
  await cleanUp()
  expect((await countedAsInterrupted()) - before, "once").toBe(1)
  expect((await findReply(live.visitor, live.chatId))?.messageId, "it may come back").toBe(
    live.job.lease.messageId,
  )
  await scripted.release(10)
  await Promise.all([lost.done, live.done])
  expect(await lastMessage(live.visitor, live.chatId)).toMatchObject({ status: "complete" })
})

test("what a crash of Postgres took out of the journal is written down again while the answer goes on", async () => {
  await scripted.play(heldAnswer("one two three four"))
  const { visitor, chatId, job, done } = await begin("Count.")
  await scripted.release(2)
  await expect.poll(() => openJournal(job.lease)).toBe("one two ")
  await query(({ sql }) => sql`truncate reply_journal`)
  await expect.poll(() => openJournal(job.lease)).toBe("one two ")
  await query(({ sql }) => sql`truncate reply_journal`)
  await scripted.release()
  await expect.poll(() => openJournal(job.lease)).toBe("one two three ")
  const followed = collect(await otherProcess(() => events(visitor, chatId)))
  await scripted.release()
  await done
  expect(await followed).toBe("one two three four")
})

async function events(visitor: Session, chatId: string, after = 0): Promise<AsyncGenerator<ReplyEvent>> {
  const reply = await followReply(visitor, chatId, after, never)
  if (!reply || reply === "idle") throw new Error(`nothing to follow: ${reply}`)
  return reply
}

async function collect(reader: AsyncGenerator<ReplyEvent>): Promise<string> {
  let text = ""
  for await (const event of reader) text += textOf(event)
  return text
}

function textOf(event: ReplyEvent): string {
  return event.type === "text" ? event.text : ""
}

async function waitForText(visitor: Session, chatId: string, text: string): Promise<void> {
  let seen = ""
  for await (const event of await events(visitor, chatId)) {
    seen += textOf(event)
    if (seen === text) return
  }
}

async function journalRows(visitor: Session): Promise<number> {
  const [row] = await query(
    ({ sql }) => sql`select count(*)::int as rows from reply_journal where session_id = ${visitor.id}`,
  )
  return row?.rows
}

async function countedAsInterrupted(): Promise<number> {
  const [row] = await query(
    ({ sql }) => sql<{ count: number }[]>`
      select coalesce(sum(value), 0)::int as count from usage where metric = 'replies' and label = 'interrupted'`,
  )
  return row?.count ?? 0
}
