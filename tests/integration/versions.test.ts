import { v7 as uuidv7 } from "uuid"
import { expect, test } from "vitest"
import { findPageWith } from "@/lib/server/chats/page"
import { regenerateReply } from "@/lib/server/chats/regenerate"
import { forgetHistory } from "@/lib/server/messages/history-cache"
import { listMessages } from "@/lib/server/messages/messages"
import { exportOf } from "@/lib/server/my-data/export"
import { stopReply } from "@/lib/server/replies/running"
import { writeReply } from "@/lib/server/replies/write"
import type { Session } from "@/lib/server/sessions/session"
import type { ChatMessage } from "@/lib/types"
import { begin } from "@/tests/support/app/replies"
import { again, turn } from "@/tests/support/app/versions"
import { ask, createVisitor } from "@/tests/support/app/visitor"
import { answer, emptyAnswer, heldAnswer } from "@/tests/support/provider/scenarios"
import { scripted } from "@/tests/support/provider/scripted"

test("a question in new words is another version: each is shown with what was written below it", async () => {
  const visitor = await createVisitor()
  const first = await ask(visitor, "Frist?")
  const { chatId } = first
  await ask(visitor, "Second?", chatId)
  const reworded = await again(visitor, chatId, first.messageId, "First?")
  expect(await shown(visitor, chatId)).toEqual(["First? 2/2", "A"])
  await ask(visitor, "Third?", chatId)
  await turn(visitor, chatId, reworded, -1)
  expect(await shown(visitor, chatId)).toEqual(["Frist? 1/2", "A", "Second?", "A"])
  await turn(visitor, chatId, first.messageId, 1)
  expect(await shown(visitor, chatId)).toEqual(["First? 2/2", "A", "Third?", "A"])
  expect(await turn(visitor, chatId, reworded, 1), "there is none").toEqual({ shown: reworded })
  expect(await shown(visitor, chatId)).toEqual(["First? 2/2", "A", "Third?", "A"])
})

test("an answer that is asked for again is another version, and the model is shown the path alone", async () => {
  const visitor = await createVisitor()
  const { chatId } = await ask(visitor, "First?")
  await scripted.play(answer("A heron."))
  const second = await ask(visitor, "Which bird?", chatId)
  await scripted.play(answer("A swan."))
  const swan = await again(visitor, chatId, second.messageId)
  await scripted.play(answer("A gull."))
  const gull = await again(visitor, chatId, second.messageId)
  await scripted.play(answer("Yes."))
  expect(await shown(visitor, chatId)).toEqual(["First?", "A", "Which bird?", "A gull. 3/3"])
  for (const remembered of [true, false]) {
    if (!remembered) forgetHistory(visitor, chatId)
    await turn(visitor, chatId, remembered ? gull : swan, -1)
    await ask(visitor, "Is it white?", chatId)
    const prompt = JSON.stringify((await scripted.requests()).at(-1)?.body.messages)
    expect(prompt).toContain(remembered ? "A swan." : "A heron.")
    expect(prompt).not.toContain(remembered ? "A heron." : "A swan.")
    expect(prompt).not.toContain("A gull.")
    const path = await shown(visitor, chatId)
    expect(path.slice(3)).toEqual([remembered ? "A swan. 2/3" : "A heron. 1/3", "Is it white?", "Yes."])
  }
})

test("a version of a version, and of the first message, and of an answer below them stay apart", async () => {
  const visitor = await createVisitor()
  const one = await ask(visitor, "One?")
  const { chatId } = one
  const two = await ask(visitor, "Two?", chatId)
  const twoAgain = await again(visitor, chatId, two.messageId, "Two again?")
  await again(visitor, chatId, twoAgain)
  const oneAgain = await again(visitor, chatId, one.messageId, "One again?")
  expect(await shown(visitor, chatId)).toEqual(["One again? 2/2", "A"])
  await turn(visitor, chatId, oneAgain, -1)
  expect(await shown(visitor, chatId)).toEqual(["One? 1/2", "A", "Two again? 2/2", "A 2/2"])
  await turn(visitor, chatId, twoAgain, -1)
  expect(await shown(visitor, chatId)).toEqual(["One? 1/2", "A", "Two? 1/2", "A"])
})

test("below a version what was written last is shown, be it in the version or in one below it", async () => {
  const visitor = await createVisitor()
  const one = await ask(visitor, "One?")
  const { chatId } = one
  const two = await ask(visitor, "Two?", chatId)
  const twoAgain = await again(visitor, chatId, two.messageId, "Two again?")
  await turn(visitor, chatId, twoAgain, -1)
  await ask(visitor, "Three?", chatId)
  const oneAgain = await again(visitor, chatId, one.messageId, "One again?")
  await turn(visitor, chatId, oneAgain, -1)
  expect(await shown(visitor, chatId)).toEqual(["One? 1/2", "A", "Two? 1/2", "A", "Three?", "A"])
})

test("asked again for another version, as an answer was lost, or by a page that is behind, the one that is shown is given", async () => {
  const visitor = await createVisitor()
  const { chatId, messageId, replyId } = await ask(visitor, "Which?")
  const second = await again(visitor, chatId, messageId)
  expect(await turn(visitor, chatId, second, -1)).toEqual({ shown: replyId })
  expect(await turn(visitor, chatId, second, -1)).toEqual({ shown: replyId })
  const reworded = await again(visitor, chatId, messageId, "Which one?")
  const behind = { chatId, messageId, replyId: uuidv7() }
  expect(await regenerateReply(visitor, behind)).toMatchObject({ ok: false, error: { code: "changed" } })
  expect(await regenerateReply(visitor, { ...behind, messageId: uuidv7() })).toMatchObject({
    error: { code: "not_found" },
  })
  expect(await shown(visitor, chatId)).toEqual(["Which one? 2/2", "A"])
  expect(await turn(visitor, chatId, messageId, 1)).toEqual({ shown: reworded })
})

test("a version far above the end of a chat is on the page that is given for it", async () => {
  const visitor = await createVisitor()
  const { chatId, messageId } = await ask(visitor, "First?")
  for (let number = 1; number <= 40; number++) await ask(visitor, `Question ${number}?`, chatId)
  const reworded = await again(visitor, chatId, messageId, "First of all?")
  expect(await turn(visitor, chatId, reworded, -1)).toEqual({ shown: messageId })
  const { messages } = await findPageWith(visitor, chatId, messageId)
  expect(messages).toHaveLength(82)
  expect(messages[0]?.id).toBe(messageId)
  expect((await findPageWith(visitor, chatId, reworded)).messages, "what is not shown").toHaveLength(50)
})

test("there are twenty versions of one message at most, and the twenty-first is refused in words", async () => {
  const visitor = await createVisitor()
  const { chatId, messageId } = await ask(visitor, "Again?")
  for (let version = 2; version <= 20; version++) await again(visitor, chatId, messageId)
  expect(await shown(visitor, chatId)).toEqual(["Again?", "A 20/20"])
  expect(await regenerateReply(visitor, { chatId, messageId, replyId: uuidv7() })).toMatchObject({
    ok: false,
    error: { code: "invalid", about: "versions", most: 20 },
  })
  expect(await shown(visitor, chatId)).toEqual(["Again?", "A 20/20"])
})

test("an answer without a word is no version: the next one takes its place", async () => {
  const visitor = await createVisitor()
  await scripted.play(emptyAnswer)
  const { chatId, messageId } = await ask(visitor, "Anything?")
  await scripted.play(answer("Something."))
  await again(visitor, chatId, messageId)
  expect(await shown(visitor, chatId)).toEqual(["Anything?", "Something."])

  await scripted.play(emptyAnswer)
  await again(visitor, chatId, messageId)
  await ask(visitor, "And now?", chatId)
  await scripted.play(answer("Something else."))
  await again(visitor, chatId, messageId)
  expect(await shown(visitor, chatId), "what followed it is not shown").toEqual([
    "Anything?",
    "Something else. 3/3",
  ])
})

test("while an answer is being written no other version is shown, and the one that is being written has its number", async () => {
  const visitor = await createVisitor()
  const { chatId, messageId: frist } = await ask(visitor, "Frist?")
  const messageId = await again(visitor, chatId, frist, "First?")
  await scripted.play(heldAnswer("Not yet there."))
  const running = await regenerateReply(visitor, { chatId, messageId, replyId: uuidv7() })
  if (!running.ok || !running.job) throw new Error("not accepted")
  const done = writeReply(running.job)
  expect((await listMessages(visitor, chatId)).messages.at(-1)?.metadata).toMatchObject({
    status: "running",
    version: { number: 2, of: 2 },
  })
  expect(await turn(visitor, chatId, messageId, -1)).toBe("busy")
  const stranger = await createVisitor()
  await stopReply(visitor, chatId)
  await done
  await scripted.play(answer("There."))
  expect(await turn(stranger, chatId, running.replyId, -1)).toBe("not_found")
  expect(await turn(visitor, chatId, uuidv7(), -1)).toBe("not_found")
  const { chatId: other, done: over } = await begin("Another chat?", visitor)
  await over
  expect(await turn(visitor, other, running.replyId, -1)).toBe("not_found")
  expect(await turn(visitor, chatId, messageId, -1)).toEqual({ shown: frist })
})

test("all versions are taken along, and it is said which are shown", async () => {
  const visitor = await createVisitor()
  const { chatId, messageId } = await ask(visitor, "Frist?")
  await again(visitor, chatId, messageId, "First?")
  const exported = await exportOf(visitor)
  const messages = []
  for await (const chat of exported.chats) for await (const page of chat.messages) messages.push(...page)
  expect(messages.map(({ text, isShown }) => `${text?.slice(0, 6)} ${isShown}`)).toEqual([
    "Frist? false",
    "First? true",
    "The re false",
    "The re true",
  ])
  const below = await ask(visitor, "And then?", chatId)
  const all = []
  for await (const chat of (await exportOf(visitor)).chats)
    for await (const page of chat.messages) all.push(...page)
  const question = all.find(({ id }) => id === below.messageId)
  expect(
    all.find(({ id }) => id === question?.parentId),
    "what a question goes on from",
  ).toMatchObject({
    role: "assistant",
    isShown: true,
  })
})

/** What is shown, with the versions of what has several; the usual answer is an A. */
async function shown(visitor: Session, chatId: string): Promise<string[]> {
  return (await listMessages(visitor, chatId)).messages.map(said)
}

function said({ parts, metadata }: ChatMessage): string {
  const text = parts.map((part) => (part.type === "text" ? part.text : "")).join("")
  const { number, of } = metadata?.version ?? {}
  return `${text.startsWith("The reading") ? "A" : text}${of ? ` ${number}/${of}` : ""}`
}
