import { expect, test } from "vitest"
import { forgetRemembered, listRemembered, noteStanding } from "@/lib/server/context/remembered"
import { query } from "@/lib/server/db/client"
import { forgetHistory } from "@/lib/server/messages/history-cache"
import { exportOf } from "@/lib/server/my-data/export"
import { perProcess } from "@/lib/server/process"
import type { Session } from "@/lib/server/sessions/session"
import { ask, createVisitor } from "@/tests/support/app/visitor"
import { scripted } from "@/tests/support/provider/scripted"

const WISH = "From now on, call me Ada."

test("what is forgotten is before the model no more, nor what was answered to it: in a short chat and a long one", async () => {
  process.env.CONTEXT_TOKENS = "700"
  for (const more of [1, 60]) {
    const { visitor, chatId, messageId } = await told()
    for (let number = 1; number <= more; number++) await ask(visitor, `Where is shelf ${number}?`, chatId)
    expect(await shownFor(visitor, chatId)).toContain(WISH)
    expect(await forgetRemembered(visitor, { chatId, messageId })).toBe(true)
    for (const remembered of [true, false]) {
      if (!remembered) forgetHistory(visitor, chatId)
      const shown = await shownFor(visitor, chatId)
      expect(shown).not.toContain(WISH)
      expect(shown).toContain("How are you?")
    }
    expect(await listRemembered(visitor, chatId)).toEqual([])
    expect(await forgetRemembered(visitor, { chatId, messageId }), "twice").toBe(false)
  }
})

test("what another process has at hand of a chat is void once something is forgotten", async () => {
  const { visitor, chatId, messageId } = await told()
  await ask(visitor, "Where is shelf 1?", chatId)
  const histories = perProcess("histories", () => new Map<string, unknown>())
  const before = histories.get(`${visitor.id}/${chatId}`)
  await forgetRemembered(visitor, { chatId, messageId })
  histories.set(`${visitor.id}/${chatId}`, before)
  expect(await shownFor(visitor, chatId)).not.toContain(WISH)
})

test("nobody lists or forgets what another visitor asked for, or what has expired", async () => {
  const { visitor, chatId, messageId } = await told()
  const stranger = await createVisitor()
  expect(await listRemembered(stranger, chatId)).toEqual([])
  expect(await forgetRemembered(stranger, { chatId, messageId })).toBe(false)
  await noteStanding(stranger, messageId)
  expect(await listRemembered(visitor, chatId)).toEqual([{ id: messageId, text: WISH }])
  await query(({ sql }) => sql`update sessions set expires_at = now() where id = ${visitor.id}`)
  expect(await listRemembered(visitor, chatId)).toEqual([])
  expect(await forgetRemembered(visitor, { chatId, messageId })).toBe(false)
})

test("what is kept in mind, and what was forgotten, is told apart in what is taken along", async () => {
  const { visitor, chatId, messageId } = await told()
  const kept = async () => {
    const all = []
    for await (const chat of (await exportOf(visitor)).chats)
      for await (const page of chat.messages) all.push(...page.map(({ remembered }) => remembered))
    return all
  }
  expect(await kept()).toEqual([null, null, "kept", null])
  await forgetRemembered(visitor, { chatId, messageId })
  expect(await kept()).toEqual([null, null, "forgotten", null])
})

async function told() {
  const visitor = await createVisitor()
  const { chatId } = await ask(visitor, "What can I borrow?")
  const { messageId } = await ask(visitor, WISH, chatId)
  await noteStanding(visitor, messageId)
  expect(await listRemembered(visitor, chatId)).toEqual([{ id: messageId, text: WISH }])
  return { visitor, chatId, messageId }
}

/** Asks, and gives all that the model was shown for it. */
async function shownFor(visitor: Session, chatId: string): Promise<string> {
  await ask(visitor, "How are you?", chatId)
  return JSON.stringify((await scripted.requests()).at(-1)?.body.messages)
}
