import { v7 as uuidv7 } from "uuid"
import { expect, test } from "vitest"
import { findChat, listChats, renameChat } from "@/lib/server/chats/chats"
import { deleteChat } from "@/lib/server/chats/delete"
import { query } from "@/lib/server/db/client"
import { listMessages } from "@/lib/server/messages/messages"
import "@/tests/support/provider/scripted"
import { ask, createVisitor } from "@/tests/support/app/visitor"

test("chats are listed newest first, fifty at a time, none twice and none left out", async () => {
  const visitor = await createVisitor()
  const made: string[] = []
  for (let number = 0; number < 120; number++) made.unshift((await ask(visitor, `Chat ${number}`)).chatId)
  const seen: string[] = []
  let after: string | undefined
  do {
    const page = await listChats(visitor, { after })
    expect(page.chats.length).toBeLessThanOrEqual(50)
    seen.push(...page.chats.map((chat) => chat.id))
    after = page.next
  } while (after)
  expect(seen).toEqual(made)
})

test.each([
  "words",
  "9999-99-99T99:99:99.999999Z_00000000-0000-7000-8000-000000000000",
  `1_${"-".repeat(36)}`,
  `${"9".repeat(40)}_00000000-0000-7000-8000-000000000000`,
])("a made-up cursor reads as the first page: %s", async (after) => {
  const visitor = await createVisitor()
  const { chatId } = await ask(visitor, "Here?")
  expect((await listChats(visitor, { after })).chats.map((chat) => chat.id)).toEqual([chatId])
})

test("a chat is named after its first question, can be renamed, and moves up when it is used", async () => {
  const visitor = await createVisitor()
  const { chatId } = await ask(visitor, "Where is the map room?\nI looked everywhere.")
  await ask(visitor, "Another chat")
  expect(await findChat(visitor, chatId)).toMatchObject({ title: "Where is the map room?" })
  expect(await renameChat(visitor, chatId, "Maps")).toBe(true)
  await ask(visitor, "Thanks", chatId)
  expect((await listChats(visitor)).chats.map((chat) => chat.title)).toEqual(["Maps", "Another chat"])
})

test("a deleted chat is gone with its messages", async () => {
  const visitor = await createVisitor()
  const { chatId } = await ask(visitor, "Delete me")
  expect(await deleteChat(visitor, chatId)).toBe(true)
  expect(await findChat(visitor, chatId)).toBeUndefined()
  expect((await listMessages(visitor, chatId)).messages).toEqual([])
  const [left] = await query(
    ({ sql }) => sql`select count(*)::int as rows from messages where session_id = ${visitor.id}`,
  )
  expect(left?.rows).toBe(0)
})

test("a chat that is deleted is counted, once, with its messages", async () => {
  const visitor = await createVisitor()
  const { chatId } = await ask(visitor, "Count me")
  await ask(visitor, "Me, too", chatId)
  const before = await countErased()
  await deleteChat(await createVisitor(), chatId)
  expect(await countErased(), "by another visitor").toEqual(before)
  await deleteChat(visitor, chatId)
  await deleteChat(visitor, chatId)
  const { sessions = 0, chats = 0, messages = 0 } = before
  expect(await countErased()).toEqual({ sessions, chats: chats + 1, messages: messages + 4 })
})

test("another visitor finds, renames or deletes a chat no more than one that does not exist", async () => {
  const owner = await createVisitor()
  const stranger = await createVisitor()
  const { chatId } = await ask(owner, "Mine")
  for (const id of [chatId, uuidv7()]) {
    expect(await findChat(stranger, id)).toBeUndefined()
    expect(await renameChat(stranger, id, "Taken")).toBe(false)
    expect(await deleteChat(stranger, id)).toBe(false)
  }
  expect(await findChat(owner, chatId)).toMatchObject({ title: "Mine" })
})

test("an expired visitor has no chats and no messages, before anything was cleaned up", async () => {
  const visitor = await createVisitor()
  const { chatId } = await ask(visitor, "Soon gone")
  expect((await listChats(visitor)).chats).toHaveLength(1)
  await query(({ sql }) => sql`update sessions set expires_at = now() where id = ${visitor.id}`)
  expect((await listChats(visitor)).chats).toEqual([])
  expect(await findChat(visitor, chatId)).toBeUndefined()
  expect((await listMessages(visitor, chatId)).messages).toEqual([])
})

test("the last fifty messages come first, older ones page by page", async () => {
  const visitor = await createVisitor()
  const { chatId } = await ask(visitor, "1")
  for (let number = 2; number <= 60; number++) await ask(visitor, String(number), chatId)
  const last = await listMessages(visitor, chatId)
  expect(last.messages).toHaveLength(50)
  const middle = await listMessages(visitor, chatId, { before: last.before })
  const first = await listMessages(visitor, chatId, { before: middle.before })
  expect([first, middle].map((page) => page.messages.length)).toEqual([20, 50])
  expect(first.before).toBeUndefined()
  const all = [...first.messages, ...middle.messages, ...last.messages]
  const questions = all.filter((message) => message.role === "user").map((message) => message.parts[0])
  expect(questions).toEqual(Array.from({ length: 60 }, (_, at) => ({ type: "text", text: String(at + 1) })))
})

test("a message whose bytes were exchanged reads as unreadable and the rest of the chat loads", async () => {
  const visitor = await createVisitor()
  const { chatId, messageId, replyId } = await ask(visitor, "First")
  await ask(visitor, "Second", chatId)
  await query(
    ({ sql }) => sql`
      update messages m set body = o.body from messages o
      where m.session_id = ${visitor.id} and o.session_id = m.session_id
        and ((m.id = ${messageId} and o.id = ${replyId}) or (m.id = ${replyId} and o.id = ${messageId}))`,
  )
  const { messages } = await listMessages(visitor, chatId)
  expect(messages.map((message) => message.metadata?.unreadable ?? false)).toEqual([true, true, false, false])
  expect(messages[2]?.parts).toEqual([{ type: "text", text: "Second" }])
})

async function countErased(): Promise<Record<string, number>> {
  const rows = await query(
    ({ sql }) => sql<{ label: string; value: number }[]>`
      select label, sum(value)::int as value from usage where metric = 'erased' group by label`,
  )
  const counted = Object.fromEntries(rows.map(({ label, value }) => [label, value]))
  return { sessions: 0, chats: 0, messages: 0, ...counted }
}
