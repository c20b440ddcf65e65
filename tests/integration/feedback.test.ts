import { v7 as uuidv7 } from "uuid"
import { expect, test } from "vitest"
import { deleteChat } from "@/lib/server/chats/delete"
import { regenerateReply } from "@/lib/server/chats/regenerate"
import { sendMessage } from "@/lib/server/chats/send"
import { query } from "@/lib/server/db/client"
import { commentRefusal, type Opinion, rateReply } from "@/lib/server/messages/feedback"
import { listMessages } from "@/lib/server/messages/messages"
import { showVersion } from "@/lib/server/messages/versions"
import { eraseSession } from "@/lib/server/my-data/erase"
import { writeReply } from "@/lib/server/replies/write"
import type { Session } from "@/lib/server/sessions/session"
import { listShared } from "@/lib/server/sharing/answers"
import type { Rating } from "@/lib/types"
import { answered, ask, createVisitor, question } from "@/tests/support/app/visitor"
import { emptyAnswer, heldAnswer, PLAIN_ANSWER } from "@/tests/support/provider/scenarios"
import { scripted } from "@/tests/support/provider/scripted"

const COMMENT = "It says nothing about Sundays."

test("a rating, its comment and whether it is shared come back with the message, sealed in between", async () => {
  const { visitor, opinion, chatId } = await answered()
  expect(await feedbackOf(visitor, chatId)).toBeUndefined()
  expect(await rateReply(visitor, { ...opinion, rating: "poor" })).toBe(true)
  expect(await feedbackOf(visitor, chatId)).toEqual({ rating: "poor", shared: false })
  await rateReply(visitor, { ...opinion, rating: "poor", comment: `  ${COMMENT}\n`, shared: true })
  expect(await feedbackOf(visitor, chatId)).toEqual({ rating: "poor", shared: true, comment: COMMENT })
  const [row] = await query(({ sql }) => sql`select comment from feedback where chat_id = ${chatId}`)
  expect(row?.comment.includes(COMMENT)).toBe(false)
})

test("what feedback leaves out stays as it was, an empty comment is none, and null takes all of it back", async () => {
  const { visitor, opinion, chatId } = await answered()
  await rateReply(visitor, { ...opinion, rating: "poor", comment: COMMENT, shared: true })
  await rateReply(visitor, { ...opinion, rating: "good" })
  expect(await feedbackOf(visitor, chatId)).toEqual({ rating: "good", shared: true, comment: COMMENT })
  await rateReply(visitor, { ...opinion, rating: "good", comment: " \u200b", shared: false })
  expect(await feedbackOf(visitor, chatId)).toEqual({ rating: "good", shared: false })
  expect(await rateReply(visitor, { ...opinion, rating: null })).toBe(true)
  expect(await rateReply(visitor, { ...opinion, rating: null })).toBe(true)
  expect(await feedbackOf(visitor, chatId)).toBeUndefined()
})

test("a rating is counted once, a change of mind moves it, and taking it back takes it out of the count", async () => {
  const { visitor, opinion } = await answered()
  const before = await counted()
  const after = async (rating: Rating | null) => {
    await rateReply(visitor, { ...opinion, rating })
    const now = await counted()
    return [now.good - before.good, now.poor - before.poor]
  }
  expect(await after("good")).toEqual([1, 0])
  expect(await after("good")).toEqual([1, 0])
  expect(await after("poor")).toEqual([0, 1])
  expect(await after("poor")).toEqual([0, 1])
  expect(await after(null)).toEqual([0, 0])
  expect(await after(null)).toEqual([0, 0])
  expect(await after("poor")).toEqual([0, 1])
})

test("a changed rating is counted in the hour of the first one, and so is taking it back", async () => {
  const { visitor, opinion, chatId } = await answered()
  const then = () =>
    query(
      ({ sql }) => sql`
        select label, sum(value)::int as value from usage
        where metric = 'ratings' and hour = date_trunc('hour', now() - interval '2 days') group by label order by label`,
    )
  const total = await counted()
  await rateReply(visitor, { ...opinion, rating: "good" })
  await query(
    ({ sql }) => sql`update feedback set rated_at = now() - interval '2 days' where chat_id = ${chatId}`,
  )
  await rateReply(visitor, { ...opinion, rating: "poor" })
  expect([...(await then())]).toEqual([
    { label: "good", value: -1 },
    { label: "poor", value: 1 },
  ])
  await rateReply(visitor, { ...opinion, rating: null })
  expect((await then()).map(({ value }) => value)).toEqual([-1, 0])
  expect(await counted()).toEqual(total)
})

test("fifty clicks on ratings at once are one rating, whatever they say", async () => {
  const { visitor, opinion, chatId } = await answered()
  const before = await counted()
  await Promise.all(Array.from({ length: 50 }, () => rateReply(visitor, { ...opinion, rating: "good" })))
  expect(await counted()).toEqual({ ...before, good: before.good + 1 })
  await Promise.all(
    Array.from({ length: 50 }, (_, at) =>
      rateReply(visitor, { ...opinion, rating: ([null, "good", "poor"] as const)[at % 3] ?? null }),
    ),
  )
  const last = (await feedbackOf(visitor, chatId))?.rating
  expect(await counted()).toEqual({
    good: before.good + Number(last === "good"),
    poor: before.poor + Number(last === "poor"),
  })
  const mixed = await answered()
  const rest = await counted()
  await Promise.all(
    Array.from({ length: 50 }, (_, at) =>
      rateReply(mixed.visitor, { ...mixed.opinion, rating: at % 2 ? "good" : "poor", shared: at % 5 === 0 }),
    ),
  )
  const end = await counted()
  expect(end.good + end.poor).toBe(rest.good + rest.poor + 1)
  expect(await feedbackOf(mixed.visitor, mixed.chatId)).toMatchObject({
    rating: end.good > rest.good ? "good" : "poor",
  })
})

test("after five hundred ratings, changes and take-backs in any order the counters equal the ratings", async () => {
  const before = await counted()
  const visitors = await Promise.all(Array.from({ length: 5 }, () => answered()))
  const random = randomFrom(7)
  const work = Array.from({ length: 500 }, () => {
    const of = visitors[Math.floor(random() * visitors.length)]
    const rating = ([null, "good", "poor"] as const)[Math.floor(random() * 3)] ?? null
    return { of, rating, shared: random() < 0.5 }
  })
  const worker = async () => {
    for (let next = work.pop(); next; next = work.pop())
      if (next.of) await rateReply(next.of.visitor, { ...next.of.opinion, ...next })
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  const left = await Promise.all(visitors.map(({ visitor, chatId }) => feedbackOf(visitor, chatId)))
  const many = (rating: Rating) => left.filter((feedback) => feedback?.rating === rating).length
  expect(await counted()).toEqual({ good: before.good + many("good"), poor: before.poor + many("poor") })
})

test("erasing and deleting leave the counters as they are, and no feedback behind", async () => {
  const [one, other] = [await answered(), await answered()]
  await rateReply(one.visitor, { ...one.opinion, rating: "good", comment: COMMENT })
  await rateReply(other.visitor, { ...other.opinion, rating: "poor" })
  const before = await counted()
  await eraseSession(one.visitor)
  await deleteChat(other.visitor, other.chatId)
  expect(await counted()).toEqual(before)
  expect(await rowsIn([one.chatId, other.chatId])).toBe(0)
})

test("an answer of which there is another version keeps its feedback, and the new one has none", async () => {
  const { visitor, opinion, chatId, messageId } = await answered()
  await rateReply(visitor, { ...opinion, rating: "poor", shared: true })
  const again = await regenerateReply(visitor, { chatId, messageId, replyId: uuidv7() })
  if (!again.ok || !again.job) throw new Error("not accepted")
  await writeReply(again.job)
  expect(await rowsIn([chatId])).toBe(1)
  expect(await feedbackOf(visitor, chatId)).toBeUndefined()
  await showVersion(visitor, { chatId, messageId: again.replyId, by: -1 })
  expect(await feedbackOf(visitor, chatId)).toMatchObject({ rating: "poor", shared: true })
})

test("a visitor cannot rate what is not theirs, not there, not an answer, not yet there, empty or expired; nothing is counted", async () => {
  const { visitor, opinion, chatId, messageId } = await answered()
  const stranger = await createVisitor()
  const elsewhere = await ask(visitor, "Another chat")
  const temporary = await ask(visitor, "A short one", uuidv7(), true)
  await query(
    ({ sql }) => sql`update chats set updated_at = now() - interval '1 hour' where id = ${temporary.chatId}`,
  )
  await scripted.play(emptyAnswer)
  const empty = await ask(visitor, "Nothing to say?")
  const expired = await answered()
  await query(({ sql }) => sql`update sessions set expires_at = now() where id = ${expired.visitor.id}`)
  const erased = await answered()
  await eraseSession(erased.visitor)
  await scripted.play(heldAnswer("not yet there"))
  const asked = question("And now?")
  const running = await sendMessage(visitor, asked)
  if (!running.ok || !running.job) throw new Error("not accepted")
  const done = writeReply(running.job)

  const before = await counted()
  const refused: [string, Session, Omit<Opinion, "rating">][] = [
    ["a stranger's", stranger, opinion],
    ["no such message", visitor, { chatId, messageId: uuidv7() }],
    ["no such chat", visitor, { chatId: uuidv7(), messageId: opinion.messageId }],
    ["of another chat", visitor, { chatId: elsewhere.chatId, messageId: opinion.messageId }],
    ["a question", visitor, { chatId, messageId }],
    ["without a word", visitor, { chatId: empty.chatId, messageId: empty.replyId }],
    ["of a chat that has expired", visitor, { chatId: temporary.chatId, messageId: temporary.replyId }],
    ["of a session that has expired", expired.visitor, expired.opinion],
    ["erased", erased.visitor, erased.opinion],
    ["running", visitor, { chatId: asked.chatId, messageId: running.replyId }],
  ]
  for (const [what, session, target] of refused) {
    expect(await rateReply(session, { ...target, rating: "good", shared: true }), what).toBe(false)
    expect(await rateReply(session, { ...target, rating: null }), what).toBe(false)
  }
  expect(await counted()).toEqual(before)
  expect(await rateReply(visitor, { ...opinion, rating: "good" })).toBe(true)
  await eraseSession(visitor)
  await done
})

test.each([
  ["a".repeat(2000), undefined],
  ["a".repeat(2001), "too_long"],
  ["NUL \0", "malformed"],
  ["half \ud83d", "malformed"],
])("a comment of at most 2,000 characters that can be stored is accepted (%#)", (comment, code) => {
  expect(commentRefusal(comment)?.code).toBe(code)
})

test("a comment moved to another answer, or another visitor's, does not open; the rest is there", async () => {
  const [one, other] = [await answered(), await answered()]
  await rateReply(one.visitor, { ...one.opinion, rating: "poor", comment: COMMENT, shared: true })
  await rateReply(other.visitor, { ...other.opinion, rating: "good", comment: "Thank you.", shared: true })
  await query(
    ({ sql }) => sql`
      update feedback f set comment = o.comment from feedback o
      where f.chat_id in ${sql([one.chatId, other.chatId])} and o.chat_id in ${sql([one.chatId, other.chatId])}
        and f.chat_id <> o.chat_id`,
  )
  expect(await feedbackOf(one.visitor, one.chatId)).toEqual({ rating: "poor", shared: true, comment: null })
  const { answers } = await listShared()
  expect(answers.slice(0, 2)).toMatchObject([
    { answer: PLAIN_ANSWER, comment: undefined, rating: "good" },
    { answer: PLAIN_ANSWER, comment: undefined, rating: "poor" },
  ])
})

/** The feedback that comes with the first answer of a chat. */
async function feedbackOf(visitor: Session, chatId: string) {
  const { messages } = await listMessages(visitor, chatId)
  return messages[1]?.metadata?.feedback
}

async function counted(): Promise<Record<Rating, number>> {
  const rows = await query(
    ({ sql }) => sql<{ label: Rating; value: number }[]>`
      select label, sum(value)::int as value from usage where metric = 'ratings' group by label`,
  )
  return { good: 0, poor: 0, ...Object.fromEntries(rows.map(({ label, value }) => [label, value])) }
}

async function rowsIn(chatIds: string[]): Promise<number | undefined> {
  const [row] = await query(
    ({ sql }) => sql<{ rows: number }[]>`
      select count(*)::int as rows from feedback where chat_id in ${sql(chatIds)}`,
  )
  return row?.rows
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
