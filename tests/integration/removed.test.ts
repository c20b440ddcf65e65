import { v7 as uuidv7 } from "uuid"
import { beforeEach, expect, test } from "vitest"
import { findChat, renameChat } from "@/lib/server/chats/chats"
import { searchChats } from "@/lib/server/chats/search"
import { sendMessage } from "@/lib/server/chats/send"
import { listRemembered, noteStanding } from "@/lib/server/context/remembered"
import { query } from "@/lib/server/db/client"
import { rateReply } from "@/lib/server/messages/feedback"
import { findMessage, listMessages } from "@/lib/server/messages/messages"
import { countStored, eraseSession } from "@/lib/server/my-data/erase"
import { exportOf } from "@/lib/server/my-data/export"
import { htmlOf } from "@/lib/server/my-data/export-html"
import { jsonOf } from "@/lib/server/my-data/export-json"
import { perProcess } from "@/lib/server/process"
import { removeQuestion } from "@/lib/server/removal/question"
import { writeReply } from "@/lib/server/replies/write"
import { rememberAcross, type Session } from "@/lib/server/sessions/session"
import { listShared } from "@/lib/server/sharing/answers"
import { beginWithoutLimits } from "@/tests/support/app/limits"
import { again, reword, turn } from "@/tests/support/app/versions"
import { ask, createVisitor, question } from "@/tests/support/app/visitor"
import { answer, heldAnswer } from "@/tests/support/provider/scenarios"
import { scripted } from "@/tests/support/provider/scripted"

const SECRET = "My canary Pavarotti eats poppy seeds."
const REPLY = "Pavarotti is a fine name."

beginWithoutLimits()
beforeEach(() => scripted.reset())

/** A chat with a question before the secret one and one after it. */
async function told() {
  const visitor = await createVisitor()
  const { chatId, messageId: firstId } = await ask(visitor, "What can I borrow?")
  await scripted.play(answer(REPLY))
  const { messageId, replyId } = await ask(visitor, SECRET, chatId)
  await scripted.reset()
  const { messageId: lastId } = await ask(visitor, "Where are the maps?", chatId)
  return { visitor, chatId, firstId, messageId, replyId, lastId }
}

test("a removed question and its answer are in no page, prompt, search, export and list, and what follows stays", async () => {
  const { visitor, chatId, messageId, replyId } = await told()
  await noteStanding(visitor, messageId)
  await rateReply(visitor, {
    chatId,
    messageId: replyId,
    rating: "poor",
    comment: "Pavarotti!",
    shared: true,
  })
  const wholePage = (await listMessages(visitor, chatId)).messages.map(({ id }) => id)
  expect(await removeQuestion(visitor, { chatId, messageId })).toEqual({ isGone: false })
  expect((await listMessages(visitor, chatId)).messages.map(({ id }) => id)).toEqual(
    wholePage.filter((id) => id !== messageId && id !== replyId),
  )
  for (const id of [messageId, replyId]) expect(await findMessage(visitor, chatId, id)).toBeUndefined()
  expect(await shownFor(visitor, chatId)).not.toMatch(/Pavarotti|poppy/)
  expect(await searchChats(visitor, "Pavarotti")).toEqual([])
  expect(await searchChats(visitor, "maps")).toHaveLength(1)
  for (const taken of [jsonOf, htmlOf]) {
    const all = await new Response(taken(await exportOf(visitor), "Alcove") as never).text()
    expect(all).toContain("Where are the maps?")
    expect(all).not.toContain(messageId)
    expect(all).not.toContain(replyId)
    expect(all).not.toMatch(/Pavarotti|poppy/)
  }
  expect(await listRemembered(visitor, chatId)).toEqual([])
  expect(
    (await listShared({})).answers.filter((shared) => JSON.stringify(shared).includes("Pavarotti")),
  ).toEqual([])
  expect(await countStored(visitor)).toEqual({ chats: 1, messages: 6 })
  expect(await rateReply(visitor, { chatId, messageId: replyId, rating: "good" }), "rated").toBe(false)
  expect(await removeQuestion(visitor, { chatId, messageId }), "twice").toEqual({ isGone: false })
})

test("of what was removed no words are left in the database", async () => {
  const { visitor, chatId, messageId, replyId } = await told()
  const rowsOf = () =>
    query(
      ({ sql }) =>
        sql`select * from messages where session_id = ${visitor.id} and id in ${sql([messageId, replyId])}`,
    )
  expect((await rowsOf()).map(({ body }) => body.length > 0)).toEqual([true, true])
  await removeQuestion(visitor, { chatId, messageId })
  for (const row of await rowsOf())
    expect(row).toMatchObject({
      status: "removed",
      body: null,
      sources: null,
      standing: null,
      tokens: 0,
      model: null,
    })
})

test("what is erased or deleted is counted without it", async () => {
  const { visitor, chatId, messageId } = await told()
  await removeQuestion(visitor, { chatId, messageId })
  expect(await countStored(visitor)).toEqual({ chats: 1, messages: 4 })
  expect(await eraseSession(visitor, null)).toMatchObject({ chats: 1, messages: 4 })
})

test("a rating that is given in the same moment goes as well, and is shown to nobody", async () => {
  const { visitor, chatId, messageId, replyId } = await told()
  const opinion = { chatId, messageId: replyId, rating: "poor" as const, comment: "Pavarotti!", shared: true }
  await rateReply(visitor, opinion)
  // As if the rating's statement had begun before the removal, and ended after it.
  const [row] = await query(
    ({ sql }) => sql`select to_jsonb(feedback)::text as given from feedback where message_id = ${replyId}`,
  )
  await removeQuestion(visitor, { chatId, messageId })
  await query(
    ({ sql }) =>
      sql`insert into feedback select * from jsonb_populate_record(null::feedback, ${row?.given}::text::jsonb)`,
  )
  expect(JSON.stringify(await listShared({}))).not.toContain("Pavarotti")
  await removeQuestion(visitor, { chatId, messageId })
  expect(await query(({ sql }) => sql`select from feedback where message_id = ${replyId}`)).toHaveLength(0)
})

test("a name that is given in the same moment stays", async () => {
  const visitor = await createVisitor()
  const { chatId, messageId } = await ask(visitor, SECRET)
  await ask(visitor, "Where are the maps?", chatId)
  const names = Array.from({ length: 20 }, (_, at) => `Birds ${at}`)
  const renaming = (async () => {
    for (const name of names) await renameChat(visitor, chatId, name)
  })()
  await removeQuestion(visitor, { chatId, messageId })
  await renaming
  expect((await findChat(visitor, chatId))?.title).toBe("Birds 19")
})

test("what other processes have at hand of it is void", async () => {
  const { visitor, chatId, messageId } = await told()
  const histories = perProcess("histories", () => new Map<string, unknown>())
  const key = `${visitor.id}/${chatId}`
  const before = histories.get(key)
  expect(before).toBeDefined()
  await removeQuestion(visitor, { chatId, messageId })
  histories.set(key, before)
  expect(await shownFor(visitor, chatId)).not.toMatch(/Pavarotti|poppy/)
})

test("in other chats it is remembered no more", async () => {
  const { visitor, chatId, messageId } = await told()
  await rememberAcross(visitor, true)
  const asked = async () => {
    await ask(visitor, "What does my canary Pavarotti eat?")
    return JSON.stringify((await scripted.requests()).at(-1)?.body.messages)
  }
  expect(await asked()).toContain(SECRET)
  await removeQuestion(visitor, { chatId, messageId })
  expect(await asked()).not.toContain("poppy")
})

test("other versions of the question and of its answer go as well, with what was written below those", async () => {
  const { visitor, chatId, messageId, lastId } = await told()
  const { rewordedId } = await reword(visitor, chatId, messageId, "Pavarotti likes seeds.")
  await again(visitor, chatId, rewordedId)
  const below = await ask(visitor, "And what of Pavarotti's sister?", chatId)
  await turn(visitor, chatId, rewordedId, -1)
  expect((await listMessages(visitor, chatId)).messages.map(({ id }) => id)).toContain(lastId)
  await removeQuestion(visitor, { chatId, messageId })
  const { messages } = await listMessages(visitor, chatId)
  expect(messages).toHaveLength(4)
  expect(messages.map(({ id }) => id)).toContain(lastId)
  expect(messages.every(({ metadata }) => metadata?.version === undefined)).toBe(true)
  const all = await new Response(jsonOf(await exportOf(visitor)) as never).text()
  for (const gone of [messageId, rewordedId, below.messageId, "Pavarotti"]) expect(all).not.toContain(gone)
})

test("a chat that is called by the removed words is called by the next question's, and a name of one's own stays", async () => {
  for (const name of [undefined, "Birds"]) {
    const visitor = await createVisitor()
    const { chatId, messageId } = await ask(visitor, SECRET)
    if (name) await renameChat(visitor, chatId, name)
    await ask(visitor, "Where are the maps?", chatId)
    await reword(visitor, chatId, messageId, "I had a canary.")
    await ask(visitor, "Where are the globes?", chatId)
    const [first] = (await listMessages(visitor, chatId)).messages
    const removed = await removeQuestion(visitor, { chatId, messageId: first?.id ?? "" })
    expect(removed).toEqual({ isGone: false, title: name ? undefined : "Where are the globes?" })
    expect((await findChat(visitor, chatId))?.title).toBe(name ?? "Where are the globes?")
  }
})

test("the only question takes its chat with it", async () => {
  const visitor = await createVisitor()
  const { chatId, messageId } = await ask(visitor, SECRET)
  expect(await removeQuestion(visitor, { chatId, messageId })).toEqual({ isGone: true })
  expect(await findChat(visitor, chatId)).toBeUndefined()
})

test("one goes on in a chat whose newest question was removed", async () => {
  const { visitor, chatId, lastId, replyId } = await told()
  await removeQuestion(visitor, { chatId, messageId: lastId })
  const next = { ...question("And the globes?", chatId), lastSeen: replyId }
  const accepted = await sendMessage(visitor, next)
  if (!accepted.ok || !accepted.job) throw new Error("not accepted")
  await writeReply(accepted.job)
  expect((await listMessages(visitor, chatId)).messages.at(-2)?.id).toBe(next.messageId)
})

test("nothing is removed for a stranger, of a hidden version, of an answer, and while an answer is being written", async () => {
  const { visitor, chatId, messageId, replyId } = await told()
  const stranger = await createVisitor()
  expect(await removeQuestion(stranger, { chatId, messageId })).toBe("not_found")
  expect(await removeQuestion(visitor, { chatId, messageId: replyId })).toBe("not_found")
  expect(await removeQuestion(visitor, { chatId, messageId: uuidv7() })).toBe("not_found")
  expect(await removeQuestion(visitor, { chatId: uuidv7(), messageId })).toBe("not_found")
  const { rewordedId } = await reword(visitor, chatId, messageId, "I had a canary.")
  expect(await removeQuestion(visitor, { chatId, messageId })).toBe("not_found")
  await turn(visitor, chatId, rewordedId, -1)
  await scripted.play(heldAnswer("one two"))
  const running = await sendMessage(visitor, question("And now?", chatId))
  if (!running.ok || !running.job) throw new Error("not accepted")
  const writing = writeReply(running.job)
  expect(await removeQuestion(visitor, { chatId, messageId })).toBe("busy")
  await scripted.release(3)
  await writing
  expect((await listMessages(visitor, chatId)).messages).toHaveLength(8)
  await query(({ sql }) => sql`update sessions set expires_at = now() where id = ${visitor.id}`)
  expect(await removeQuestion(visitor, { chatId, messageId }), "expired").toBe("not_found")
})

/** Asks, and gives all that the model was shown for it. */
async function shownFor(visitor: Session, chatId: string): Promise<string> {
  await ask(visitor, "How are you?", chatId)
  return JSON.stringify((await scripted.requests()).at(-1)?.body.messages)
}
