import { v7 as uuidv7 } from "uuid"
import { expect, test } from "vitest"
import { deleteChat } from "@/lib/server/chats/delete"
import { regenerateReply } from "@/lib/server/chats/regenerate"
import { sendMessage } from "@/lib/server/chats/send"
import { query } from "@/lib/server/db/client"
import { forgetHistory } from "@/lib/server/messages/history-cache"
import { listMessages } from "@/lib/server/messages/messages"
import type { Session } from "@/lib/server/sessions/session"
import { ask, createVisitor, question } from "@/tests/support/app/visitor"

const CHANGED = { ok: false, error: { code: "changed" } }

/** A chat of three turns, as two tabs may have it before them: one all of it, one only its first turn. */
async function threeTurns() {
  const visitor = await createVisitor()
  const first = await ask(visitor, "Q1?")
  const { chatId } = first
  const seenEarly = await newest(visitor, chatId)
  await ask(visitor, "Q2?", chatId)
  await ask(visitor, "Q3?", chatId)
  return { visitor, chatId, first: first.messageId, seenEarly, seen: await newest(visitor, chatId) }
}

async function newest(visitor: Session, chatId: string): Promise<string> {
  return (await listMessages(visitor, chatId)).messages.at(-1)?.id ?? ""
}

async function count(visitor: Session, chatId: string): Promise<number> {
  return (await listMessages(visitor, chatId)).messages.length
}

test("a tab that has seen only the beginning neither adds to a chat nor takes its end away", async () => {
  const { visitor, chatId, first, seenEarly, seen } = await threeTurns()
  // Where this process remembers the end of the chat, and where it does not.
  for (const remembered of [true, false]) {
    if (!remembered) forgetHistory(visitor, chatId)
    for (const lastSeen of [seenEarly, null, uuidv7()]) {
      expect(await sendMessage(visitor, { ...question("Q4?", chatId), lastSeen })).toMatchObject(CHANGED)
      const again = { chatId, messageId: first, replyId: uuidv7(), lastSeen }
      expect(await regenerateReply(visitor, again)).toMatchObject(CHANGED)
      expect(await regenerateReply(visitor, { ...again, text: "Q1, in other words?" })).toMatchObject(CHANGED)
    }
  }
  expect(await count(visitor, chatId)).toBe(6)
  expect(await sendMessage(visitor, { ...question("Q4?", chatId), lastSeen: seen })).toMatchObject({
    ok: true,
  })
})

test("a request that does not say what its visitor saw is accepted", async () => {
  const { visitor, chatId, first } = await threeTurns()
  expect(await regenerateReply(visitor, { chatId, messageId: first, replyId: uuidv7() })).toMatchObject({
    ok: true,
  })
  expect((await listMessages(visitor, chatId)).messages).toHaveLength(2)
})

test("of many who saw the same and ask at the same moment, exactly one is accepted", async () => {
  const { visitor, chatId, first, seen } = await threeTurns()
  const asked = await Promise.all([
    ...Array.from({ length: 20 }, () => sendMessage(visitor, { ...question("Q4?", chatId), lastSeen: seen })),
    ...Array.from({ length: 20 }, () =>
      regenerateReply(visitor, { chatId, messageId: first, replyId: uuidv7(), lastSeen: seen }),
    ),
  ])
  const refused = asked.flatMap((result) => (result.ok ? [] : [result.error.code]))
  expect(refused).toHaveLength(39)
  expect(new Set([...refused, "changed", "busy"])).toEqual(new Set(["changed", "busy"]))
})

test("the same message sent again finds its reply, whatever came after it", async () => {
  const visitor = await createVisitor()
  const input = { ...question("Q1?"), lastSeen: null }
  const accepted = await sendMessage(visitor, input)
  const replyId = accepted.ok ? accepted.replyId : ""
  expect(await sendMessage(visitor, input)).toMatchObject({ ok: true, replyId })
  const again = { chatId: input.chatId, messageId: input.messageId, replyId: uuidv7(), lastSeen: replyId }
  expect(await regenerateReply(visitor, again)).toMatchObject({ ok: false, error: { code: "busy" } })
})

test("a reply that runs counts as seen from its first moment on, and after its runner is gone", async () => {
  const visitor = await createVisitor()
  const first = question("Q1?")
  const accepted = await sendMessage(visitor, { ...first, lastSeen: null })
  const lastSeen = accepted.ok ? accepted.replyId : ""
  const next = question("Q2?", first.chatId)
  expect(await sendMessage(visitor, { ...next, lastSeen })).toMatchObject({ error: { code: "busy" } })
  expect(await sendMessage(visitor, { ...next, lastSeen: first.messageId })).toMatchObject(CHANGED)
  await query(
    ({ sql }) =>
      sql`update replies set lease_until = now() - interval '1 second' where session_id = ${visitor.id}`,
  )
  expect(await sendMessage(visitor, { ...next, lastSeen })).toMatchObject({ ok: true })
})

test("a chat that was deleted does not begin again under its old address, nor does one that has expired", async () => {
  const { visitor, chatId, seen } = await threeTurns()
  await deleteChat(visitor, chatId)
  const next = { ...question("Q4?", chatId), lastSeen: seen }
  expect(await sendMessage(visitor, next)).toMatchObject({ ok: false, error: { code: "not_found" } })
  expect(await count(visitor, chatId)).toBe(0)
  const { lastSeen: _, ...unseen } = next
  expect(await sendMessage(visitor, unseen)).toMatchObject({ ok: true })
})
