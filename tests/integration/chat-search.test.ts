import { v7 as uuidv7 } from "uuid"
import { expect, test } from "vitest"
import { fold, surroundingsOf } from "@/lib/found"
import { renameChat } from "@/lib/server/chats/chats"
import { deleteChat } from "@/lib/server/chats/delete"
import { regenerateReply } from "@/lib/server/chats/regenerate"
import { searchChats } from "@/lib/server/chats/search"
import { query } from "@/lib/server/db/client"
import { writeReply } from "@/lib/server/replies/write"
import type { Session } from "@/lib/server/sessions/session"
import { ask, createVisitor } from "@/tests/support/app/visitor"
import { answer } from "@/tests/support/provider/scenarios"
import { scripted } from "@/tests/support/provider/scripted"

test.each([
  ["part of a word", "photo"],
  ["several words in any order", "hall  photographs"],
  ["another case", "PHOTOGRAPHS"],
  ["no accents", "cafe"],
  ["other accents", "Çafè"],
  ["accents as marks of their own", "cafe\u0301"],
])("a chat is found by its title with %s", async (_, text) => {
  const visitor = await createVisitor()
  await ask(visitor, "How old is the oldest book?")
  await ask(visitor, "Photographs in the hall of the café?")
  expect(await titlesFor(visitor, text)).toEqual(["Photographs in the hall of the café?"])
})

test.each(["hall garden", "reply", "\u0301", " "])(
  "a search for what no title has finds nothing: %j",
  async (text) => {
    const visitor = await createVisitor()
    await ask(visitor, "Photographs in the hall?")
    expect(await titlesFor(visitor, "hall")).toHaveLength(1)
    expect(await titlesFor(visitor, text)).toEqual([])
  },
)

test("chats are found newest first, at most fifty, by the name they have now", async () => {
  const visitor = await createVisitor()
  const { chatId } = await ask(visitor, "Map 0")
  for (let number = 1; number <= 51; number++) await ask(visitor, `Map ${number}`)
  const newest = Array.from({ length: 50 }, (_, at) => `Map ${51 - at}`)
  expect(await titlesFor(visitor, "map")).toEqual(newest)
  await renameChat(visitor, chatId, "The oldest atlas")
  expect(await titlesFor(visitor, "atlas")).toEqual(["The oldest atlas"])
})

test("another visitor does not find a chat by its title", async () => {
  const owner = await createVisitor()
  const stranger = await createVisitor()
  await ask(owner, "Mine alone")
  expect(await titlesFor(owner, "mine")).toEqual(["Mine alone"])
  expect(await titlesFor(stranger, "mine")).toEqual([])
  // What a title says that another visitor's key cannot open.
  expect(await titlesFor(stranger, "unreadable")).toEqual([])
})

test("an expired visitor finds no chat, before anything was cleaned up", async () => {
  const visitor = await createVisitor()
  await ask(visitor, "Soon gone")
  expect(await titlesFor(visitor, "soon")).toHaveLength(1)
  await query(({ sql }) => sql`update sessions set expires_at = now() where id = ${visitor.id}`)
  expect(await titlesFor(visitor, "soon")).toEqual([])
})

async function titlesFor(visitor: Session, text: string): Promise<string[]> {
  return (await searchChats(visitor, text)).map(({ title }) => title)
}

test("a chat is found by what was said in it, by whom ever, and the newest such message is shown with the words around it", async () => {
  const visitor = await createVisitor()
  const { chatId } = await ask(visitor, "Good morning!")
  await scripted.play(
    answer(
      "The heron is an old bird.\n\nIt stands by the café, and **nowhere** else, says the guide of the town.",
    ),
  )
  const { replyId } = await ask(visitor, "Which bird is it?", chatId)
  const [found] = await searchChats(visitor, "CAFE heron")
  expect(found).toMatchObject({ id: chatId, title: "Good morning!" })
  expect(found?.hit?.messageId).toBe(replyId)
  expect(found?.hit?.found).toBe("café")
  expect(`${found?.hit?.before}${found?.hit?.found}${found?.hit?.after}`).toContain(
    "stands by the café, and **nowhere**",
  )
  expect(await searchChats(visitor, "heron stork")).toEqual([])
})

test("nothing is found by a version that is not shown, by a temporary or a deleted chat, or by what is another visitor's", async () => {
  const visitor = await createVisitor()
  const { chatId, messageId } = await ask(visitor, "I have a canary.")
  const again = await regenerateReply(visitor, {
    chatId,
    messageId,
    replyId: uuidv7(),
    text: "I have a dog.",
  })
  if (again.ok && again.job) await writeReply(again.job)
  expect(await searchChats(visitor, "dog")).toHaveLength(1)
  await renameChat(visitor, chatId, "Pets")
  expect(await searchChats(visitor, "canary")).toEqual([])
  await ask(visitor, "A parrot for an hour.", uuidv7(), true)
  expect(await searchChats(visitor, "parrot")).toEqual([])
  expect(await searchChats(await createVisitor(), "dog")).toEqual([])
  await deleteChat(visitor, chatId)
  expect(await searchChats(visitor, "dog")).toEqual([])
})

test.each([
  ["İstanbul’da bir kütüphane var", "istanbul", "İstanbul"],
  ["ﬁnding the ﬁle", "file", "ﬁle"],
  ["図書館は九時に開きます", "九時", "九時"],
  [`${"x".repeat(5_000)} needle ${"y".repeat(5_000)}`, "needle", "needle"],
  ["👩‍🚀 astronaut", "astronaut", "astronaut"],
  ["e\u0301cole", "ecole", "e\u0301cole"],
])("what is marked is what was found: %s", (text, word, marked) => {
  const { before, found, after } = surroundingsOf(text, [fold(word)])
  expect(found).toBe(marked)
  expect(before.length + after.length).toBeLessThan(150)
})
