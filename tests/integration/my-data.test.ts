import { v7 as uuidv7 } from "uuid"
import { expect, test, vi } from "vitest"
import type { Accepted } from "@/lib/server/chats/accepted"
import { renameChat } from "@/lib/server/chats/chats"
import { sendMessage } from "@/lib/server/chats/send"
import { query } from "@/lib/server/db/client"
import { rateReply } from "@/lib/server/messages/feedback"
import { recallHistory } from "@/lib/server/messages/history-cache"
import { listMessages } from "@/lib/server/messages/messages"
import { NOTHING } from "@/lib/server/model/usage"
import {
  countStored,
  deleteOldErasures,
  eraseAsker,
  eraseSession,
  shorterThan,
} from "@/lib/server/my-data/erase"
import { exportOf } from "@/lib/server/my-data/export"
import { htmlOf } from "@/lib/server/my-data/export-html"
import { jsonOf } from "@/lib/server/my-data/export-json"
import { writeReply } from "@/lib/server/replies/write"
import { shortenLifetime } from "@/lib/server/sessions/lifetime"
import type { Session } from "@/lib/server/sessions/session"
import { endSummary } from "@/lib/server/summaries/end"
import { beginSummary } from "@/lib/server/summaries/lease"
import { createBrowser } from "@/tests/support/app/next-headers"
import { otherProcess } from "@/tests/support/app/other-process"
import { ask, createVisitor, findAgain, question } from "@/tests/support/app/visitor"
import { heldAnswer, PLAIN_ANSWER } from "@/tests/support/provider/scenarios"
import { scripted } from "@/tests/support/provider/scripted"

vi.mock("next/headers", () => import("@/tests/support/app/next-headers"))

/** Every table with a `session_id`: in the export, or not, and why. */
const EXPORTED = ["chats", "feedback", "messages", "summaries"]
const LEFT_OUT = {
  session_keys: "opens the texts; what it opens is in the export",
  replies: "running replies, exported as the messages they will be",
  reply_journal: "the words of running replies, exported as their text",
}

test("every table with a session_id is exported, or left out for a reason", async () => {
  expect(await ownedTables()).toEqual([...EXPORTED, ...Object.keys(LEFT_OUT)].toSorted())
})

test("the export holds every row of a visitor and every word, a running reply as far as it has arrived", async () => {
  const { visitor, replyId, done } = await visitorOfEverything()
  const exported = await jsonFor(visitor)
  for (const table of EXPORTED) {
    const ids = await idsIn(table, visitor)
    expect(ids, table).not.toEqual([])
    for (const id of ids) expect(exported.text).toContain(id)
  }
  expect(exported.text).toContain("What was asked first?")
  expect(exported.text).toContain("Just between us?")
  expect(exported.value.chats.flatMap(({ summaries }) => summaries)).toMatchObject([{ text: SUMMED_UP }])
  const messages = exported.value.chats.flatMap((chat) => chat.messages)
  expect(messages).toHaveLength(6)
  expect(messages.filter(({ text }) => text === PLAIN_ANSWER)).toHaveLength(2)
  expect(messages.find(({ id }) => id === replyId)).toMatchObject({ status: "running", text: "so far " })
  expect(exported.value.chats.map(({ temporary }) => temporary)).toEqual([false, true])
  expect(messages.filter(({ feedback }) => feedback)).toMatchObject([
    { text: PLAIN_ANSWER, feedback: { rating: "poor", shared: true, comment: OPINION } },
  ])
  expect(exported.value.session).toMatchObject({ retention: null })
  await eraseSession(visitor)
  await done
})

test("erasing leaves no row in any table and breaks off what is being written; others keep theirs", async () => {
  const other = await createVisitor()
  await ask(other, "What is mine?")
  const before = await rowsOf(other)
  const { visitor, chatId, done } = await visitorOfEverything()
  for (const [table, rows] of Object.entries(await rowsOf(visitor))) expect(rows, table).toBeGreaterThan(0)
  expect(recallHistory(visitor, chatId)).toBeDefined()

  expect(await eraseSession(visitor)).toMatchObject({ chats: 2, messages: 5 })
  await expectBrokenOff(done)
  for (const [table, rows] of Object.entries(await rowsOf(visitor))) expect(rows, table).toBe(0)
  expect(await findAgain(visitor)).toBeUndefined()
  expect(recallHistory(visitor, chatId)).toBeUndefined()
  expect(await rowsOf(other)).toEqual(before)
  expect((await findAgain(other))?.key.equals(other.key)).toBe(true)
})

test("erasing twice is harmless, also both at once", async () => {
  const visitor = await createVisitor()
  await ask(visitor, "Twice?")
  const receipts = await Promise.all([eraseSession(visitor), eraseSession(visitor)])
  expect(receipts.map(({ messages }) => messages).toSorted()).toEqual([0, 2])
  expect(await eraseSession(visitor)).toMatchObject({ chats: 0, messages: 0 })
})

test("a page that did not hear of its erasure asks again, and gets the same receipt; for an hour", async () => {
  const visitor = await createVisitor()
  await ask(visitor, "Was it erased?")
  const receipt = uuidv7()
  const browser = createBrowser()
  const first = await eraseSession(visitor, receipt)
  expect(first).toMatchObject({ chats: 1, messages: 2 })
  expect(await eraseSession(visitor, receipt)).toEqual(first)
  expect(await browser.visit(() => eraseAsker(receipt)), "without its cookie, too").toEqual(first)
  expect(await browser.visit(() => eraseAsker(uuidv7())), "another page's").toBeUndefined()
  expect(await browser.visit(() => eraseAsker(null))).toBeUndefined()
  await query(({ sql }) => sql`update erasures set erased_at = now() - interval '61 minutes'`)
  await deleteOldErasures()
  expect(await browser.visit(() => eraseAsker(receipt))).toBeUndefined()
})

test("a reply being written in another process is broken off within a second or so", async () => {
  const { visitor, done } = await visitorOfEverything()
  await otherProcess(() => eraseSession(visitor))
  await expectBrokenOff(done)
  for (const [table, rows] of Object.entries(await rowsOf(visitor))) expect(rows, table).toBe(0)
})

test("the export of an expired session is a stranger's, byte by byte", async () => {
  const visitor = await createVisitor()
  await ask(visitor, "Is this still here?")
  expect((await jsonFor(visitor)).text).toContain("Is this still here?")
  await query(({ sql }) => sql`update sessions set expires_at = now() where id = ${visitor.id}`)
  const stranger = await textOf(jsonOf(await exportOf(undefined)))
  expect(stranger).toBe('{"session":null,"chats":[]}\n')
  expect((await jsonFor(visitor)).text).toBe(stranger)
})

test("a temporary chat that has expired is neither counted nor exported", async () => {
  const visitor = await createVisitor()
  await ask(visitor, "To be kept.")
  const { chatId } = await ask(visitor, "Only for an hour.", undefined, true)
  expect(await countStored(visitor)).toEqual({ chats: 2, messages: 4 })
  await query(({ sql }) => sql`update chats set updated_at = now() - interval '1 hour' where id = ${chatId}`)
  expect(await countStored(visitor)).toEqual({ chats: 1, messages: 2 })
  const { text } = await jsonFor(visitor)
  expect(text).toContain("To be kept.")
  expect(text).not.toContain(chatId)
})

test("a message that does not open is marked in the export, the rest is there", async () => {
  const visitor = await createVisitor()
  const { messageId } = await ask(visitor, "To be damaged.")
  await query(({ sql }) => sql`update messages set body = '\x01' where id = ${messageId}`)
  const [chat] = (await jsonFor(visitor)).value.chats
  expect(chat?.messages).toMatchObject([{ text: null, unreadable: true }, { text: PLAIN_ANSWER }])
})

test("a long chat is exported in small pieces, whole and in order", async () => {
  const visitor = await createVisitor()
  const { chatId } = await ask(visitor, "The first of many.")
  await query(
    ({ sql }) => sql`
      insert into messages (session_id, chat_id, id, position, role, status, tokens)
      select ${visitor.id}, ${chatId}, gen_random_uuid(), at, 'user', 'complete', at from generate_series(3, 1000) as at`,
  )
  const pieces = await piecesOf(jsonOf(await exportOf(visitor)))
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(80_000)
  const [chat] = JSON.parse(pieces.join("")).chats
  expect(chat.messages.map(({ tokens }: Message) => tokens).slice(2)).toEqual(
    Array.from({ length: 998 }, (_, at) => at + 3),
  )
})

test("an export changes nothing: no time is moved, no row is written", async () => {
  const visitor = await createVisitor()
  await ask(visitor, "Only looking.")
  const before = await everyRowOf(visitor)
  await jsonFor(visitor)
  expect(await everyRowOf(visitor)).toEqual(before)
})

test("the readable copy shows words as words", async () => {
  const visitor = await createVisitor()
  const { chatId } = await ask(visitor, `<script>alert("1")</script> & 'more'`)
  await renameChat(visitor, chatId, "</h2><img src=x onerror=alert(1)>")
  const page = await textOf(htmlOf(await exportOf(visitor), "<b>Alcove</b>"))
  expect(page).toContain("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;more&#39;")
  expect(page).toContain("&lt;/h2&gt;&lt;img src=x onerror=alert(1)&gt;")
  expect(page).toContain("Your data from &lt;b&gt;Alcove&lt;/b&gt;")
  expect(page).not.toMatch(/<(script|img)|<b>Alcove/)
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
})

test("the readable copy says what was rated, what was shared and what was said of it", async () => {
  const { visitor, done } = await visitorOfEverything()
  const page = await textOf(htmlOf(await exportOf(visitor), "Alcove"))
  expect(page).toMatch(/You rated this a poor answer, <time[^>]+>[^<]+<\/time>\. Shared with the operator\./)
  expect(page).toContain("It says &lt;b&gt;nothing&lt;/b&gt; about Sundays.")
  await eraseSession(visitor)
  await done
})

test("a visitor is offered shorter lifetimes only, and each choice leaves fewer", async () => {
  const visitor = await createVisitor()
  const [hour, day, week] = [3600, 86_400, 7 * 86_400]
  expect(shorterThan(visitor.lifetime)).toEqual([hour, day, week])
  await shortenLifetime(visitor, day)
  expect(shorterThan(visitor.lifetime)).toEqual([hour])
  expect((await jsonFor(visitor)).value.session?.retention).toBe(day)
})

type Message = { id: string; text: string | null; status: string; tokens: number; feedback: object | null }
type Parsed = {
  session: { retention: number | null } | null
  chats: { temporary: boolean; summaries: { text: string }[]; messages: Message[] }[]
}

async function jsonFor(visitor: Session): Promise<{ text: string; value: Parsed }> {
  const text = await textOf(jsonOf(await exportOf(visitor)))
  return { text, value: JSON.parse(text) }
}

async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  return (await piecesOf(pieces)).join("")
}

async function piecesOf(pieces: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = []
  for await (const piece of pieces) all.push(piece)
  return all
}

const OPINION = "It says <b>nothing</b> about Sundays."

/** A visitor with a rated answer in a chat, a temporary chat, and a reply that is being written in the first of them. */
async function visitorOfEverything() {
  const visitor = await createVisitor()
  const { chatId, replyId: messageId } = await ask(visitor, "What was asked first?")
  await rateReply(visitor, { chatId, messageId, rating: "poor", comment: OPINION, shared: true })
  await ask(visitor, "Just between us?", uuidv7(), true)
  const lease = await beginSummary({ session: visitor, chatId, ...(await placeOf(chatId)), ...FREE })
  if (!lease) throw new Error("no summary could be begun")
  await endSummary(lease, { text: SUMMED_UP, tokens: 6, model: "scripted", usage: NOTHING })
  await scripted.play(heldAnswer("so far and no further"))
  const { job, replyId } = (await sendMessage(visitor, question("And now?", chatId))) as Accepted
  if (!job) throw new Error("the question was not accepted")
  const done = writeReply(job)
  await scripted.release(2)
  const arrived = async () =>
    (await listMessages(visitor, chatId)).messages.flatMap(({ parts }) => parts).at(-1)
  await expect.poll(arrived).toMatchObject({ text: "so far " })
  return { visitor, chatId, replyId, done }
}

const SUMMED_UP = "The visitor asked what was asked first."
const FREE = { forgotten: 0, need: 0, tokensPerDay: 0, beside: 0 }

async function placeOf(chatId: string): Promise<{ revision: number; position: number }> {
  const [chat] = await query(
    ({ sql }) => sql<{ revision: number }[]>`select revision from chats where id = ${chatId}`,
  )
  return { revision: chat?.revision ?? 0, position: 2 }
}

/** The answer ends, and the provider is hung up on, long before it would be given up for its silence anyway. */
async function expectBrokenOff(done: Promise<unknown>): Promise<void> {
  const began = performance.now()
  await done
  await expect.poll(async () => (await scripted.requests()).at(-1)?.aborted, { timeout: 4000 }).toBe(true)
  expect(performance.now() - began).toBeLessThan(4_000)
}

async function ownedTables(): Promise<string[]> {
  const rows = await query(
    ({ sql }) => sql<{ name: string }[]>`
      select table_name as name from information_schema.columns
      where column_name = 'session_id' and table_schema = 'public' order by table_name`,
  )
  return rows.map(({ name }) => name)
}

async function idsIn(table: string, { id }: Session): Promise<string[]> {
  const rows = await query(
    ({ sql }) => sql<{ id: string }[]>`
      select coalesce(to_jsonb(t) ->> 'id', to_jsonb(t) ->> 'message_id', to_jsonb(t) ->> 'chat_id') as id from ${sql(table)} t
      where session_id = ${id}`,
  )
  return rows.map((row) => row.id)
}

/** How many rows of a visitor each table holds. */
async function rowsOf(visitor: Session): Promise<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(await everyRowOf(visitor)).map(([table, rows]) => [table, rows.length]),
  )
}

/** Every row of a visitor as text, by table. */
async function everyRowOf({ id }: Session): Promise<Record<string, string[]>> {
  const owner = (table: string) => (table === "sessions" ? "id" : "session_id")
  const entries = ["sessions", ...(await ownedTables())].map(async (table) => {
    const rows = await query(
      ({ sql }) => sql<{ row: string }[]>`
        select t::text as row from ${sql(table)} t where ${sql(owner(table))} = ${id} order by 1`,
    )
    return [table, rows.map(({ row }) => row)] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}
