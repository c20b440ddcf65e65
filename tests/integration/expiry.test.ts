import { v7 as uuidv7 } from "uuid"
import { beforeEach, expect, test } from "vitest"
import { findChat, listChats, renameChat } from "@/lib/server/chats/chats"
import { deleteChat } from "@/lib/server/chats/delete"
import { regenerateReply } from "@/lib/server/chats/regenerate"
import { searchChats } from "@/lib/server/chats/search"
import { sendMessage } from "@/lib/server/chats/send"
import { cleanUp } from "@/lib/server/cleanups/cleanup"
import { findRetention } from "@/lib/server/cleanups/status"
import { query } from "@/lib/server/db/client"
import { applyRetention } from "@/lib/server/expiry/expiry"
import { findMessage, listMessages } from "@/lib/server/messages/messages"
import { findReply } from "@/lib/server/replies/lease"
import { shortenLifetime, touchSession } from "@/lib/server/sessions/lifetime"
import type { Session } from "@/lib/server/sessions/session"
import { ask, createVisitor, findAgain, question } from "@/tests/support/app/visitor"

const HOUR = 3600
const DAY = 24 * HOUR
const RETENTION = 30 * DAY
const TEMPORARY_RETENTION = HOUR

let session: Session
beforeEach(async () => {
  session = await createVisitor()
})

test("a session that has expired is gone from every read, without a cleanup", async () => {
  const { chatId, messageId } = await ask(session, "What is kept here?")
  expect(await shown(chatId, messageId)).toEqual({
    listed: 1,
    found: 1,
    chat: true,
    messages: 2,
    message: true,
    reply: true,
  })
  await query(({ sql }) => sql`update sessions set expires_at = now() where id = ${session.id}`)
  expect(await shown(chatId, messageId)).toEqual(NOTHING)
  expect(await sendMessage(session, question("Anybody there?", chatId))).toMatchObject({
    ok: false,
    error: { code: "not_found" },
  })
  const [row] = await query(
    ({ sql }) => sql`select count(*)::int as kept from messages where session_id = ${session.id}`,
  )
  expect(row?.kept).toBe(2)
})

test("a temporary chat is never listed, and gone an hour after its last message, without a cleanup", async () => {
  const { chatId, messageId } = await askTemporarily("What is not kept here?")
  const before = { listed: 0, found: 0, chat: true, messages: 2, message: true, reply: true }
  expect(await shown(chatId, messageId)).toEqual(before)
  expect(secondsUntil((await findChat(session, chatId))?.keptUntil)).toBeCloseTo(TEMPORARY_RETENTION, -1)
  await age(chatId, HOUR - 5)
  expect(await shown(chatId, messageId)).toEqual(before)
  await age(chatId, 10)
  expect(await shown(chatId, messageId)).toEqual(NOTHING)
  const refused = { ok: false, error: { code: "not_found" } }
  expect(await sendMessage(session, { ...question("Go on", chatId), temporary: true })).toMatchObject(refused)
  expect(await regenerateReply(session, { chatId, messageId, replyId: uuidv7() })).toMatchObject(refused)
  expect(await renameChat(session, chatId, "Another name")).toBe(false)
  expect(await deleteChat(session, chatId)).toBe(false)
})

test("a message gives a temporary chat its whole time again, also by the short way", async () => {
  const { chatId } = await askTemporarily("First")
  await age(chatId, HOUR - 5)
  await askTemporarily("Second", chatId)
  await age(chatId, HOUR - 5)
  expect((await listMessages(session, chatId)).messages).toHaveLength(4)
})

test("activity moves a session's end, at most once an hour", async () => {
  await ageSession(HOUR / 2)
  await touchSession(await again())
  expect(await remaining()).toBeCloseTo(RETENTION - HOUR / 2, -1)
  await ageSession(HOUR)
  await touchSession(await again())
  expect(await remaining()).toBeCloseTo(RETENTION, -1)
})

test("activity that could not be written moves the end with the next one", async () => {
  await ageSession(20 * DAY)
  const known = await again()
  const unwritable = Object.assign(known, { id: "no session has this id" })
  await expect(touchSession(unwritable)).rejects.toThrow()
  await touchSession(Object.assign(known, { id: session.id }))
  expect(await remaining()).toBeCloseTo(RETENTION, -1)
})

test("activity does not bring back a session that has expired", async () => {
  const known = await again()
  await query(({ sql }) => sql`update sessions set expires_at = now() where id = ${session.id}`)
  known.touchAfter = 0
  await touchSession(known)
  expect(await remaining()).toBeLessThanOrEqual(0)
})

test("a visitor may want less than the operator allows, never more; activity keeps to it", async () => {
  await shortenLifetime(session, 7 * DAY)
  expect(await remaining()).toBeCloseTo(7 * DAY, -1)
  await shortenLifetime(session, 29 * DAY)
  expect(await remaining()).toBeCloseTo(7 * DAY, -1)
  await shortenLifetime(session, 400 * DAY)
  await ageSession(2 * HOUR)
  const known = await again()
  expect(known.lifetime).toBe(7 * DAY)
  await touchSession(known)
  expect(await remaining()).toBeCloseTo(7 * DAY, -1)
  await shortenLifetime(session, HOUR)
  expect(await remaining()).toBeCloseTo(HOUR, -1)
})

test("a session that was promised more than the operator allows now is shortened at boot; one that was promised less is not", async () => {
  const other = await createVisitor()
  await query(
    ({ sql }) =>
      sql`update sessions set expires_at = now() + interval '90 days', last_active_at = now() - interval '29 days' where id = ${session.id}`,
  )
  await query(
    ({ sql }) => sql`update sessions set expires_at = now() + interval '3 days' where id = ${other.id}`,
  )
  await applyRetention()
  expect(await remaining()).toBeCloseTo(DAY, -1)
  expect(await remaining(other)).toBeCloseTo(3 * DAY, -1)
})

test("a session that a lowered RETENTION ends at boot has ended now: no cleanup could have taken it before", async () => {
  await cleanUp()
  await query(
    ({ sql }) =>
      sql`update sessions set expires_at = now() + interval '60 days', last_active_at = now() - interval '31 days' where id = ${session.id}`,
  )
  await applyRetention()
  expect(await remaining()).toBeCloseTo(0, -1)
  expect(await findRetention()).toMatchObject({ state: "waiting", over: { sessions: 1 } })
  await cleanUp()
  expect(await findRetention()).toMatchObject({ state: "good" })
})

test("a session that another process promised more than this one's operator allows has expired here, and is deleted", async () => {
  const { chatId, messageId } = await ask(session, "What is kept here?")
  await query(
    ({ sql }) => sql`
      update sessions set expires_at = now() + interval '60 days', last_active_at = now() - interval '31 days'
      where id = ${session.id}`,
  )
  expect(await shown(chatId, messageId)).toEqual(NOTHING)
  expect(await findAgain(session)).toBeUndefined()
  const receipt = await cleanUp()
  expect(receipt?.deleted.sessions).toBeGreaterThanOrEqual(1)
  expect(await query(({ sql }) => sql`select from sessions where id = ${session.id}`)).toHaveLength(0)
})

const NOTHING = { listed: 0, found: 0, chat: false, messages: 0, message: false, reply: false }

async function shown(chatId: string, messageId: string) {
  return {
    listed: (await listChats(session)).chats.length,
    found: (await searchChats(session, "kept here")).length,
    chat: (await findChat(session, chatId)) !== undefined,
    messages: (await listMessages(session, chatId)).messages.length,
    message: (await findMessage(session, chatId, messageId)) !== undefined,
    reply: (await findReply(session, chatId)) !== undefined,
  }
}

async function askTemporarily(text: string, chatId?: string) {
  return ask(session, text, chatId, true)
}

function age(chatId: string, seconds: number) {
  return query(
    ({ sql }) =>
      sql`update chats set updated_at = updated_at - make_interval(secs => ${seconds}) where id = ${chatId}`,
  )
}

function ageSession(seconds: number) {
  return query(
    ({ sql }) => sql`
      update sessions set last_active_at = last_active_at - make_interval(secs => ${seconds}),
        expires_at = expires_at - make_interval(secs => ${seconds}) where id = ${session.id}`,
  )
}

/** The same visitor as another request finds them. */
async function again(): Promise<Session> {
  const found = await findAgain(session)
  if (!found) throw new Error("the session is gone")
  return found
}

async function remaining({ id } = session): Promise<number> {
  const [row] = await query(
    ({ sql }) =>
      sql<
        { left: number }[]
      >`select extract(epoch from expires_at - now())::float as left from sessions where id = ${id}`,
  )
  return row?.left ?? Number.NaN
}

function secondsUntil(time = ""): number {
  return (Date.parse(time) - Date.now()) / 1000
}
