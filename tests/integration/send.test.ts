import { v7 as uuidv7 } from "uuid"
import { expect, test } from "vitest"
import { regenerateReply } from "@/lib/server/chats/regenerate"
import { sendMessage } from "@/lib/server/chats/send"
import { query } from "@/lib/server/db/client"
import { listMessages } from "@/lib/server/messages/messages"
import { settingsOf } from "@/lib/server/settings/schema"
import { ask, createVisitor, question } from "@/tests/support/app/visitor"

test("fifty copies of one message are one message with one reply, begun by one of them", async () => {
  const visitor = await createVisitor()
  const input = question("When do you open?")
  const results = await Promise.all(Array.from({ length: 50 }, () => sendMessage(visitor, input)))
  expect(results.every((result) => result.ok)).toBe(true)
  const accepted = results.flatMap((result) => (result.ok ? [result] : []))
  expect(new Set(accepted.map((result) => result.replyId)).size).toBe(1)
  expect(accepted.filter((result) => result.job)).toHaveLength(1)
  expect((await listMessages(visitor, input.chatId)).messages).toHaveLength(2)
})

test("a second question is refused while an answer is being written", async () => {
  const visitor = await createVisitor()
  const first = question("First?")
  expect(await sendMessage(visitor, first)).toMatchObject({ ok: true })
  const second = await sendMessage(visitor, question("Second?", first.chatId))
  expect(second).toMatchObject({ ok: false, error: { code: "busy" } })
  expect((await listMessages(visitor, first.chatId)).messages).toHaveLength(2)
})

test("two questions at the same moment: one is answered, the other is told to wait", async () => {
  const visitor = await createVisitor()
  const { chatId } = await ask(visitor, "Hello?")
  const results = await Promise.all(
    ["a?", "b?", "c?"].map((text) => sendMessage(visitor, question(text, chatId))),
  )
  expect(results.filter((result) => result.ok)).toHaveLength(1)
  expect((await listMessages(visitor, chatId)).messages).toHaveLength(4)
})

test("a question in which nothing can be seen is refused, at first and in other words", async () => {
  const visitor = await createVisitor()
  const nothing = { ok: false, error: { code: "empty", about: "message" } }
  const { chatId, messageId } = await ask(visitor, "Anything?")
  for (const text of ["\u200b\u2060", "\u3164", "\u2800 \u00ad", "\u{e0041}\u{e007f}", "\u0301"]) {
    expect(await sendMessage(visitor, question(text, chatId))).toEqual(nothing)
    expect(await regenerateReply(visitor, { chatId, messageId, replyId: uuidv7(), text })).toEqual(nothing)
  }
  expect((await listMessages(visitor, chatId)).messages).toHaveLength(2)
})

test("a reply whose runner is gone is kept as interrupted and no longer stands in the way", async () => {
  const visitor = await createVisitor()
  const first = question("First?")
  await sendMessage(visitor, first)
  await query(
    ({ sql }) =>
      sql`update replies set lease_until = now() - interval '1 second' where session_id = ${visitor.id}`,
  )
  expect(await statuses(visitor, first.chatId)).toEqual(["complete", "interrupted"])
  expect(await sendMessage(visitor, question("Second?", first.chatId))).toMatchObject({ ok: true })
  expect(await statuses(visitor, first.chatId)).toEqual(["complete", "interrupted", "complete", "running"])
})

test("another visitor's message id and chat id lead nowhere", async () => {
  const owner = await createVisitor()
  const stranger = await createVisitor()
  const { chatId, messageId } = await ask(owner, "Mine?")
  expect((await listMessages(owner, chatId)).messages).toHaveLength(2)
  expect((await listMessages(stranger, chatId)).messages).toHaveLength(0)
  expect(await regenerateReply(stranger, { chatId, messageId, replyId: uuidv7() })).toMatchObject({
    ok: false,
    error: { code: "not_found" },
  })
  // A chat of the same id is the stranger's own: nothing of the owner's is read or written.
  await ask(stranger, "Theirs?", chatId)
  expect((await listMessages(owner, chatId)).messages).toHaveLength(2)
  expect((await listMessages(stranger, chatId)).messages).toHaveLength(2)
})

test("a message id that is used in another chat is refused", async () => {
  const visitor = await createVisitor()
  const { messageId } = await ask(visitor, "Here?")
  expect(await sendMessage(visitor, { chatId: uuidv7(), messageId, text: "There?" })).toMatchObject({
    ok: false,
    error: { code: "invalid" },
  })
})

test("an expired visitor's message is refused", async () => {
  const visitor = await createVisitor()
  await query(({ sql }) => sql`update sessions set expires_at = now() where id = ${visitor.id}`)
  expect(await sendMessage(visitor, question("Anyone?"))).toMatchObject({
    ok: false,
    error: { code: "not_found" },
  })
})

test("a question asked again in new words is another version of it, and begun once", async () => {
  const visitor = await createVisitor()
  const { chatId, messageId } = await ask(visitor, "Frist?")
  await ask(visitor, "Second?", chatId)
  const input = { chatId, messageId, replyId: uuidv7(), text: "First?", rewordedId: uuidv7() }
  const results = await Promise.all([1, 2, 3, 4].map(() => regenerateReply(visitor, input)))
  expect(results.filter((result) => result.ok && result.job)).toHaveLength(1)
  const { messages } = await listMessages(visitor, chatId)
  expect(messages.map((message) => message.id)).toEqual([input.rewordedId, input.replyId])
  expect(messages.map(({ metadata }) => metadata?.version)).toEqual([{ number: 2, of: 2 }, undefined])
  expect(messages[0]?.parts).toEqual([{ type: "text", text: "First?" }])
})

test("a retry keeps the question as it is", async () => {
  const visitor = await createVisitor()
  const { chatId, messageId, replyId } = await ask(visitor, "Again?")
  const again = { chatId, messageId, replyId: uuidv7() }
  const result = await regenerateReply(visitor, again)
  const prompt = result.ok ? await result.job?.prompt(settingsOf({})) : undefined
  expect(prompt?.messages).toEqual([{ role: "user", content: "Again?" }])
  const { messages } = await listMessages(visitor, chatId)
  expect(messages.map((message) => message.id)).toEqual([messageId, again.replyId])
  expect(messages.some((message) => message.id === replyId)).toBe(false)
})

test("texts that cannot be kept as they are are refused with a reason, others come back equal", async () => {
  const visitor = await createVisitor()
  const refused = {
    "": "empty",
    " \n ": "empty",
    "a\0b": "malformed",
    "a\ud83d": "malformed",
    ["a".repeat(32_769)]: "too_long",
    ["é".repeat(16_385)]: "too_long",
    ["a".repeat(200_000)]: "too_long",
  }
  for (const [text, code] of Object.entries(refused)) {
    expect(await sendMessage(visitor, question(text))).toMatchObject({ ok: false, error: { code } })
  }
  for (const text of ["a".repeat(32_768), " שלום\u202e 👨‍👩‍👧 \r\n\t", "<script>**x**</script>"]) {
    const input = question(text)
    expect(await sendMessage(visitor, input)).toMatchObject({ ok: true })
    expect((await listMessages(visitor, input.chatId)).messages[0]?.parts).toEqual([{ type: "text", text }])
  }
})

async function statuses(visitor: Parameters<typeof listMessages>[0], chatId: string) {
  return (await listMessages(visitor, chatId)).messages.map((message) => message.metadata?.status)
}
