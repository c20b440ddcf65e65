import { v7 as uuidv7 } from "uuid"
import { expect, test } from "vitest"
import { followReply } from "@/lib/server/chats/follow"
import { regenerateReply } from "@/lib/server/chats/regenerate"
import { sendMessage } from "@/lib/server/chats/send"
import { query } from "@/lib/server/db/client"
import { listMessages } from "@/lib/server/messages/messages"
import { cutAround, findSource } from "@/lib/server/messages/source"
import { exportOf } from "@/lib/server/my-data/export"
import { htmlOf } from "@/lib/server/my-data/export-html"
import { jsonOf } from "@/lib/server/my-data/export-json"
import { BUILT_IN } from "@/lib/server/provider/built-in"
import { type Ending, finishReply } from "@/lib/server/replies/finish"
import { clearJournal, flush } from "@/lib/server/replies/journal"
import { recoverReply } from "@/lib/server/replies/recover"
import type { Session } from "@/lib/server/sessions/session"
import { createVisitor, question } from "@/tests/support/app/visitor"
import { sumOf, usageNow } from "@/tests/support/counters/recount"
import { citedGuide, documentRow, GUIDE, GUIDE_TEXT } from "@/tests/support/documents/cited"

test("what an answer cites comes back with it, and cannot be read where it is stored", async () => {
  const { visitor, chatId, source } = await cited()
  expect(await metadataOf(visitor, chatId)).toMatchObject({ status: "complete", sources: [source] })
  const [row] = await query(
    ({ sql }) => sql`select sources from messages where sources is not null and chat_id = ${chatId}`,
  )
  expect(row?.sources.length).toBeGreaterThan(100)
  for (const word of [source.documentId, "winter", "Visitor guide"])
    expect(row?.sources.includes(word)).toBe(false)
})

test("an answer without sources has none, and one that was not in the documents says so", async () => {
  const visitor = await createVisitor()
  const { chatId } = await store(visitor, { sources: [] })
  expect(await metadataOf(visitor, chatId)).not.toHaveProperty("sources")
  expect(await metadataOf(visitor, chatId)).not.toHaveProperty("unanswered")
  const refused = await store(visitor, { unanswered: true })
  expect(await metadataOf(visitor, refused.chatId)).toMatchObject({ unanswered: true })
})

test("a follower in another process is told the sources with the end of the answer", async () => {
  const visitor = await createVisitor()
  const source = citedGuide()
  const accepted = await accept(visitor)
  const events = await followReply(visitor, accepted.chatId, 0, new AbortController().signal)
  if (!events || events === "idle") throw new Error("nothing is followed")
  const followed = allOf(events)
  await finishReply(accepted.lease, { ...ENDING, sources: [source] })
  expect((await followed).at(-1)).toMatchObject({ type: "end", metadata: { sources: [source] } })
})

test("a follower in another process is told what is cited before the words that cite it", async () => {
  const visitor = await createVisitor()
  const { chatId, lease } = await accept(visitor)
  const sources = [citedGuide()]
  await flush(lease, { chunk: { text: "At ten ", seq: 7 } })
  const events = await followReply(visitor, chatId, 0, new AbortController().signal)
  if (!events || events === "idle") throw new Error("nothing is followed")
  expect((await events.next()).value).toMatchObject({ type: "start" })
  expect((await events.next()).value).toMatchObject({ type: "text", text: "At ten " })
  await flush(lease, { chunk: { text: "[1], ", seq: 12 }, sources })
  expect((await events.next()).value).toMatchObject({
    type: "sources",
    metadata: { status: "running", sources },
  })
  expect((await events.next()).value).toMatchObject({ type: "text", text: "[1], " })
  expect(await metadataOf(visitor, chatId)).toMatchObject({ status: "running", sources })
  await clearJournal(lease)
  expect(await metadataOf(visitor, chatId)).not.toHaveProperty("sources")
  await flush(lease, { chunk: { text: "No", seq: 2 } })
  expect((await events.next()).value).toEqual({ type: "start-over" })
  await events.return(undefined)
})

test("what was cited is sealed in flight, exported, and stays with an answer whose process is gone", async () => {
  const visitor = await createVisitor()
  const { chatId, lease, replyId } = await accept(visitor)
  const source = citedGuide()
  await flush(lease, { chunk: { text: "At ten [1]", seq: 10 }, sources: [source] })
  await flush(lease)
  const [row] = await query(({ sql }) => sql`select sources from replies where chat_id = ${chatId}`)
  for (const word of [source.documentId, "winter", "Visitor guide"])
    expect(row?.sources.includes(word)).toBe(false)
  const json = (await allOf(jsonOf(await exportOf(visitor)))).join("")
  expect(JSON.parse(json).chats[0].messages[1].sources).toMatchObject([{ number: 1, title: source.title }])

  await loseRunner(chatId)
  await recoverReply(visitor, chatId)
  expect(await metadataOf(visitor, chatId)).toMatchObject({ status: "interrupted", sources: [source] })
  expect(await findSource(visitor, { chatId, messageId: replyId, number: 1 })).toEqual({ state: "gone" })
})

test("a passage whose number was lost with the words in flight is no source of what is left", async () => {
  const visitor = await createVisitor()
  const { chatId, lease } = await accept(visitor)
  await flush(lease, { chunk: { text: "At ten ", seq: 7 } })
  await flush(lease, { chunk: { text: "[1]", seq: 10 }, sources: [citedGuide()] })
  await query(({ sql }) => sql`delete from reply_journal where chat_id = ${chatId} and seq = 10`)
  await loseRunner(chatId)
  await recoverReply(visitor, chatId)
  const { messages } = await listMessages(visitor, chatId)
  expect(messages.at(-1)).toMatchObject({ parts: [{ text: "At ten " }], metadata: { status: "interrupted" } })
  expect(messages.at(-1)?.metadata).not.toHaveProperty("sources")
})

test("sources moved to another answer do not open there: its words are shown without them", async () => {
  const { visitor, chatId } = await cited()
  const other = await cited(visitor)
  await query(
    ({ sql }) => sql`
      update messages m set sources = o.sources from messages o
      where m.chat_id = ${chatId} and o.chat_id = ${other.chatId} and m.sources is not null and o.sources is not null`,
  )
  const { messages } = await listMessages(visitor, chatId)
  expect(messages.at(-1)).toMatchObject({ parts: [{ text: ENDING.text }], metadata: { status: "complete" } })
  expect(messages.at(-1)?.metadata).not.toHaveProperty("sources")
})

test("answers with sources, documents each once an answer, and unanswered questions are counted", async () => {
  const before = await usageNow()
  const [one, two] = [citedGuide(uuidv7()), citedGuide(uuidv7(), 2)]
  const visitor = await createVisitor()
  await Promise.all([
    store(visitor, { sources: [one, two, { ...one, number: 3 }] }),
    store(visitor, { sources: [two] }),
    store(visitor, { unanswered: true }),
    store(visitor, { unanswered: true, model: BUILT_IN }),
    store(visitor, {}),
  ])
  const after = await usageNow()
  const counted = (what: string) => sumOf(after, what) - sumOf(before, what)
  expect(counted("replies")).toBe(5)
  expect(counted("sourced_replies")).toBe(2)
  expect(counted("unanswered evidence")).toBe(1)
  expect(counted("unanswered model")).toBe(1)
  expect(counted(`cited_documents ${one.documentId}`)).toBe(1)
  expect(counted(`cited_documents ${two.documentId}`)).toBe(2)
})

test("both exports hold what an answer cites, as it read then and never as a page's own text", async () => {
  const { visitor, source } = await cited()
  const { number, title, heading, page, text } = source
  const json = JSON.parse((await allOf(jsonOf(await exportOf(visitor)))).join(""))
  const [asked, answer] = json.chats[0].messages
  expect(asked).toMatchObject({ sources: [], unanswered: false })
  expect(answer).toMatchObject({ sources: [{ number, title, heading, page, text }], unanswered: false })
  const html = (await allOf(htmlOf(await exportOf(visitor), "Alcove"))).join("")
  expect(html).toContain("<h4>Sources</h4>")
  expect(html).toContain("[1] Visitor guide &lt;b&gt;2026&lt;/b&gt;, Visitor guide › Opening hours, Page 3")
  expect(html).toContain("In **winter** the reading room is open")
  expect(html).not.toContain("<b>2026")
})

test("a passage is shown in its surroundings until the document changes or goes", async () => {
  const { visitor, asked, source } = await cited()
  expect(await findSource(visitor, asked)).toEqual({ state: "gone" })
  await query(({ sql }) => sql`insert into documents ${sql(documentRow(source.documentId))}`)
  const { before, passage, after } = GUIDE
  expect(await findSource(visitor, asked)).toEqual({ state: "there", before, passage, after })
  await query(({ sql }) => sql`update documents set version = 2 where id = ${source.documentId}`)
  expect(await findSource(visitor, asked)).toEqual({ state: "changed" })
  await query(({ sql }) => sql`delete from documents where id = ${source.documentId}`)
  expect(await findSource(visitor, asked)).toEqual({ state: "gone" })
})

test("another visitor, a number that was not cited and an expired session find no source", async () => {
  const { visitor, asked, source } = await cited()
  await query(({ sql }) => sql`insert into documents ${sql(documentRow(source.documentId))}`)
  expect(await findSource(visitor, asked)).toBeDefined()
  expect(await findSource(await createVisitor(), asked)).toBeUndefined()
  expect(await findSource(visitor, { ...asked, number: 2 })).toBeUndefined()
  expect(await findSource(visitor, { ...asked, chatId: uuidv7() })).toBeUndefined()
  expect(await findSource(visitor, { ...asked, messageId: uuidv7() })).toBeUndefined()
  await query(({ sql }) => sql`update sessions set expires_at = now() where id = ${visitor.id}`)
  expect(await findSource(visitor, asked)).toBeUndefined()
})

test("what an answer cites is there as long as the answer, also when another version is shown", async () => {
  const { visitor, asked, messageId } = await cited()
  const again = { chatId: asked.chatId, messageId, replyId: uuidv7() }
  expect(await regenerateReply(visitor, again)).toMatchObject({ ok: true })
  expect(await findSource(visitor, asked)).toBeDefined()
})

test("surroundings begin and end with whole paragraphs, words or characters, and not far from the passage", () => {
  const around = (before: string, after: string) =>
    cutAround(`${before}HERE${after}`, before.length, before.length + 4)
  const paragraphs = Array.from({ length: 30 }, (_, at) => `Paragraph ${at} has a few words.`).join("\n\n")
  const cut = around(`${paragraphs}\n\n`, `\n\n${paragraphs}`)
  expect(cut.before).toMatch(/^Paragraph \d+ has/)
  expect(cut.after).toMatch(/has a few words\.$/)
  expect(cut.before.length + cut.after.length).toBeLessThan(1400)
  const words = around("word ".repeat(500), " word".repeat(500))
  expect([words.before.slice(0, 6), words.after.slice(-6)]).toEqual(["… word", "word …"])
  for (const shift of ["", "x"]) {
    const { before, after } = around(`${"😀".repeat(800)}${shift}`, `${shift}${"😀".repeat(800)}`)
    expect([before.isWellFormed(), after.isWellFormed()]).toEqual([true, true])
  }
  expect(cutAround(GUIDE_TEXT, 0, GUIDE_TEXT.length)).toEqual({ before: "", passage: GUIDE_TEXT, after: "" })
})

const ENDING = {
  status: "complete",
  text: "In winter from ten to six. [1]",
  tokens: 9,
  model: "m",
  inputTokens: 90,
  outputTokens: 9,
} as const

/** A visitor with one answer that cites the guide. */
async function cited(given?: Session) {
  const visitor = given ?? (await createVisitor())
  const source = citedGuide()
  const { chatId, messageId, replyId } = await store(visitor, { sources: [source] })
  return { visitor, chatId, messageId, source, asked: { chatId, messageId: replyId, number: 1 } }
}

async function store(visitor: Session, more: Partial<Ending>) {
  const { lease, ...ids } = await accept(visitor)
  expect(await finishReply(lease, { ...ENDING, ...more })).toBe(true)
  return ids
}

/** The process that writes a reply is gone, and its lease has run out. */
function loseRunner(chatId: string) {
  return query(({ sql }) => sql`update replies set lease_until = now() where chat_id = ${chatId}`)
}

async function accept(visitor: Session) {
  const input = question("When is it open in winter?")
  const accepted = await sendMessage(visitor, input)
  if (!accepted.ok || !accepted.job) throw new Error(`not accepted: ${JSON.stringify(accepted)}`)
  return { ...input, replyId: accepted.replyId, lease: accepted.job.lease }
}

async function metadataOf(visitor: Session, chatId: string) {
  return (await listMessages(visitor, chatId)).messages.at(-1)?.metadata
}

async function allOf<T>(pieces: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const piece of pieces) all.push(piece)
  return all
}
