import { v7 as uuidv7 } from "uuid"
import { expect, test } from "vitest"
import { applyAdminPassword } from "@/lib/server/admin/password"
import { query } from "@/lib/server/db/client"
import { rateReply } from "@/lib/server/messages/feedback"
import { eraseSession } from "@/lib/server/my-data/erase"
import { listShared } from "@/lib/server/sharing/answers"
import { countNewShared, findSharedSeen, markSharedSeen } from "@/lib/server/sharing/seen"
import { PLAIN_ANSWER } from "@/tests/support/provider/scenarios"
import "@/tests/support/provider/scripted"
import { answered, ask, createVisitor, question } from "@/tests/support/app/visitor"

const COMMENT = "It says nothing about Sundays."

test("the operator reads a shared answer with its question, comment and rating, and no other", async () => {
  const { visitor, opinion, chatId } = await answered("What must nobody but me read?")
  await rateReply(visitor, { ...opinion, rating: "poor", comment: "Between us." })
  const { replyId } = await ask(visitor, "What about holidays?", chatId)
  const shared = { chatId, messageId: replyId, rating: "poor", comment: COMMENT, shared: true } as const
  await rateReply(visitor, shared)
  const { answers } = await listShared()
  expect(answers[0]).toMatchObject({
    question: "What about holidays?",
    answer: PLAIN_ANSWER,
    comment: COMMENT,
    rating: "poor",
    model: "scripted",
  })
  expect(Date.parse(answers[0]?.ratedAt ?? "")).toBeGreaterThan(Date.now() - 60_000)
  const [end] = await query(
    ({ sql }) =>
      sql`select (expires_at at time zone 'UTC')::date::text as day from sessions where id = ${visitor.id}`,
  )
  expect(answers[0]?.readableUntil).toBe(end?.day)
  const all = JSON.stringify(answers)
  expect(all).not.toContain("nobody but me")
  expect(all).not.toContain("Between us.")

  await rateReply(visitor, { ...shared, shared: false })
  expect(await isShared("What about holidays?")).toBe(false)
  await rateReply(visitor, shared)
  expect(await isShared("What about holidays?")).toBe(true)
  await rateReply(visitor, { ...shared, rating: null })
  expect(await isShared("What about holidays?")).toBe(false)
})

test("a shared answer is new until an operator has looked, also one that is shared long after it was rated", async () => {
  await applyAdminPassword()
  await markSharedSeen((await listShared()).answers[0]?.cursor ?? "0")
  expect(await countNewShared()).toBe(0)
  const early = await answered("Rated early, shared late?")
  await rateReply(early.visitor, { ...early.opinion, rating: "good" })
  const { visitor, opinion } = await answered("Shared at once?")
  await rateReply(visitor, { ...opinion, rating: "poor", shared: true })
  expect(await countNewShared()).toBe(1)
  expect(await newQuestions()).toEqual(["Shared at once?"])
  await markSharedSeen((await listShared()).answers[0]?.cursor ?? "")
  expect(await countNewShared()).toBe(0)
  // A place in the future hides nothing, and an earlier one takes nothing back.
  await markSharedSeen("99999999999999999")
  await markSharedSeen("1")
  expect(await countNewShared()).toBe(0)
  await rateReply(early.visitor, { ...early.opinion, rating: "good", shared: true })
  expect(await newQuestions()).toEqual(["Rated early, shared late?"])
  expect(await countNewShared()).toBe(1)
  await rateReply(early.visitor, { ...early.opinion, rating: "good", shared: false })
  expect(await countNewShared()).toBe(0)
})

test("nothing tells whether two shared answers are one visitor's: no id, no time they have in common", async () => {
  const { visitor, opinion, chatId } = await answered()
  await rateReply(visitor, { ...opinion, rating: "good", shared: true })
  const { replyId } = await ask(visitor, "And on Mondays?", chatId)
  await rateReply(visitor, { chatId, messageId: replyId, rating: "good", shared: true })
  const { answers } = await listShared()
  const keys = ["answer", "comment", "cursor", "model", "question", "ratedAt", "rating", "readableUntil"]
  for (const answer of answers) expect(Object.keys(answer).sort()).toEqual(keys)
  expect(answers[0]?.readableUntil).toMatch(/^\d{4}-\d\d-\d\d$/)
  const sent = JSON.stringify(answers)
  for (const id of [visitor.id, chatId, opinion.messageId, replyId]) expect(sent).not.toContain(id)
})

test("an answer that has expired is not shared any more, before anything was cleaned up", async () => {
  const expiring = await answered("Expiring with the session?")
  await rateReply(expiring.visitor, { ...expiring.opinion, rating: "good", shared: true })
  const visitor = await createVisitor()
  const short = await ask(visitor, "Expiring with the chat?", uuidv7(), true)
  const target = { chatId: short.chatId, messageId: short.replyId }
  await rateReply(visitor, { ...target, rating: "good", shared: true })
  expect(await isShared("Expiring with the session?")).toBe(true)
  expect(await isShared("Expiring with the chat?")).toBe(true)
  await query(({ sql }) => sql`update sessions set expires_at = now() where id = ${expiring.visitor.id}`)
  await query(
    ({ sql }) => sql`update chats set updated_at = now() - interval '1 hour' where id = ${short.chatId}`,
  )
  expect(await isShared("Expiring with the session?")).toBe(false)
  expect(await isShared("Expiring with the chat?")).toBe(false)
})

test("shared answers come newest first, fifty at a time, none twice and none left out", async () => {
  await query(({ sql }) => sql`update feedback set shared = false`)
  const visitor = await createVisitor()
  const { chatId } = question("")
  const asked: string[] = []
  for (let number = 0; number < 105; number++) {
    const { replyId } = await ask(visitor, `Number ${number}?`, chatId)
    await rateReply(visitor, { chatId, messageId: replyId, rating: "good", shared: true })
    asked.unshift(`Number ${number}?`)
  }
  const seen: (string | undefined)[] = []
  let after: string | undefined
  do {
    const page = await listShared({ after })
    expect(page.answers.length).toBeLessThanOrEqual(50)
    seen.push(...page.answers.map((answer) => answer.question))
    after = page.next
  } while (after)
  expect(seen).toEqual(asked)
  const first = (await listShared()).answers.map((answer) => answer.question)
  for (const made of ["words", "-1", "9".repeat(18), "1; drop table feedback"])
    expect((await listShared({ after: made })).answers.map((answer) => answer.question)).toEqual(first)
  await eraseSession(visitor)
  expect(await listShared()).toEqual({ answers: [], next: undefined })
})

async function newQuestions() {
  const seen = await findSharedSeen()
  const { answers } = await listShared()
  return answers.filter(({ cursor }) => Number(cursor) > seen).map(({ question }) => question)
}

async function isShared(text: string): Promise<boolean> {
  return (await listShared()).answers.some((answer) => answer.question === text)
}
