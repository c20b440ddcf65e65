import { expect, test } from "vitest"
import { renameChat } from "@/lib/server/chats/chats"
import { searchChats } from "@/lib/server/chats/search"
import { query } from "@/lib/server/db/client"
import type { Session } from "@/lib/server/sessions/session"
import "@/tests/support/provider/scripted"
import { ask, createVisitor } from "@/tests/support/app/visitor"

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
