import { expect, test } from "vitest"
import type { ReplyEvent } from "@/lib/server/chats/event-stream"
import { eventsSoFar } from "@/lib/server/chats/event-stream"
import { followReply } from "@/lib/server/chats/follow"
import { query } from "@/lib/server/db/client"
import { generate } from "@/lib/server/model/generate"
import { countTokens } from "@/lib/server/model/tokens"
import { exportOf } from "@/lib/server/my-data/export"
import { jsonOf } from "@/lib/server/my-data/export-json"
import { openJournal } from "@/lib/server/replies/journal"
import type { Session } from "@/lib/server/sessions/session"
import { otherProcess } from "@/tests/support/app/other-process"
import { begin, lastMessage } from "@/tests/support/app/replies"
import { ask, createVisitor } from "@/tests/support/app/visitor"
import { pieces, raw, type Script } from "@/tests/support/provider/scenarios"
import { scripted } from "@/tests/support/provider/scripted"

const ANSWER = "It opens at nine."
const never = new AbortController().signal
const held = (parts: string[]): Script => ({ ...pieces(parts), pace: "held" })

test.each<[string, string[]]>([
  ["thoughts between tags", ["<thi", "nk>secret thought</th", "ink>\n\n", ANSWER]],
  ["thoughts before a closing tag alone", ["secret ", "thought\n", "</thi", "nk>", `\n\n${ANSWER}`]],
])("%s are not stored, exported, counted or sent back", async (_, sent) => {
  await scripted.play(pieces(sent))
  const visitor = await createVisitor()
  const { chatId } = await ask(visitor, "When?")
  expect(await lastMessage(visitor, chatId)).toMatchObject({ status: "complete", text: ANSWER })
  await ask(visitor, "And then?", chatId)
  const shown = (await scripted.requests()).at(-1)?.body.messages.slice(1)
  expect(shown?.map(({ content }) => content)).toEqual(["When?", ANSWER, "And then?"])
  let exported = ""
  for await (const part of jsonOf(await exportOf(visitor))) exported += part
  expect(exported).toContain(ANSWER)
  expect(exported).not.toMatch(/secret|think>/)
  const rows = await query(
    ({ sql }) => sql`select tokens from messages where session_id = ${visitor.id} and role = 'assistant'`,
  )
  expect(rows.map(({ tokens }) => tokens)).toEqual([countTokens(ANSWER), countTokens(ANSWER)])
})

test.each<[string, Script]>([
  ["end by themselves", pieces(["<think>secret", " thought"])],
  ["end at the limit", { ...pieces(["<think>secret", " thought"]), ending: "length" }],
  ["are kept apart and end at the limit", raw([thought("secret"), ending("length"), "data: [DONE]\n\n"])],
])("thoughts after which nothing was said are an empty answer, also when they %s", async (_, script) => {
  await scripted.play(script)
  const visitor = await createVisitor()
  const { chatId } = await ask(visitor, "When?")
  expect(await lastMessage(visitor, chatId)).toMatchObject({ status: "failed", failure: "empty", text: "" })
})

test("that the model thinks is told once, before its first word, and not what", async () => {
  await scripted.play(held(["<think>", "secret ", "thought</think>", "Nine", " it is."]))
  const { visitor, chatId, done } = await begin("When?")
  const reader = await events(visitor, chatId)
  expect((await reader.next()).value).toMatchObject({ type: "start" })
  await scripted.release(2)
  expect((await reader.next()).value).toEqual({ type: "thinking" })
  const again = await events(visitor, chatId)
  await again.next()
  expect((await again.next()).value, "also to a follower who comes later").toEqual({ type: "thinking" })
  const elsewhere = await otherProcess(() => events(visitor, chatId))
  expect((await elsewhere.next()).value).toMatchObject({ type: "start" })
  expect((await elsewhere.next()).value).toEqual({ type: "thinking" })
  expect((await elsewhereSoFar(visitor, chatId)).types).toEqual(["start", "thinking"])
  const rest = collect(elsewhere)
  await scripted.release(2)
  expect((await reader.next()).value).toMatchObject({ type: "text", text: "Nine" })
  await scripted.release()
  await done
  const body = await (await eventsSoFar(await events(visitor, chatId))).text()
  expect(body).toContain("Nine it is.")
  expect(body).not.toMatch(/secret|thought/)
  const told = await rest
  expect(told).toMatchObject({ text: "Nine it is.", whole: "Nine it is.".length })
  expect(told.types.filter((type) => type !== "text")).toEqual(["end"])
})

test("what was shown before a closing tag alone is taken back everywhere", async () => {
  await scripted.play(held(["secret thought, long", "\n</think>\n", "Nine", " it is."]))
  const { visitor, chatId, job, done } = await begin("When?")
  const here = collect(await events(visitor, chatId))
  await scripted.release()
  await expect.poll(() => openJournal(job.lease)).toBe("secret thought, long")
  const elsewhere = collect(await otherProcess(() => events(visitor, chatId, 20)))
  await scripted.release(2)
  await expect.poll(() => openJournal(job.lease)).toBe("Nine")
  const back = collect(await events(visitor, chatId, 20))
  await scripted.release()
  expect((await here).types).toEqual(["start", "text", "start-over", "text", "text", "end"])
  for (const followed of [here, elsewhere, back])
    expect(await followed).toMatchObject({ text: "Nine it is.", whole: "Nine it is.".length })
  await done
  expect(await lastMessage(visitor, chatId)).toMatchObject({ status: "complete", text: "Nine it is." })
})

test("a model that began two answers so is not heard before its thoughts end, and heard at once when it no longer does", async () => {
  const model = `thinks-${crypto.randomUUID()}`
  const sent = ["secret ", "thought", "</think>", "Nine."]
  expect(await said(model, sent)).toEqual({ text: ["secret ", "thought", "Nine."], thoughts: 0, anew: 1 })
  expect(await said(model, sent)).toMatchObject({ anew: 1 })
  expect(await said(model, sent)).toMatchObject({ text: ["Nine."], anew: 0 })
  expect(await said(model, ["Nine ", "again."])).toMatchObject({ text: ["Nine again."] })
  expect(await said(model, ["Nine ", "again."])).toMatchObject({ text: ["Nine ", "again."] })
})

async function said(model: string, sent: string[]) {
  await scripted.play(pieces(sent))
  const prompt = { instructions: "", messages: [{ role: "user" as const, content: "When?" }], tokens: 9 }
  const heard = { text: [] as string[], thoughts: 0, anew: 0 }
  await generate({ model }, prompt, never, (text) => heard.text.push(text), {
    onThinking: () => heard.thoughts++,
    onStartOver: () => heard.anew++,
  })
  return heard
}

function thought(text: string): string {
  return `data: ${JSON.stringify({ choices: [{ index: 0, delta: { reasoning_content: text } }] })}\n\n`
}

function ending(reason: string): string {
  return `data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: reason }] })}\n\n`
}

async function events(visitor: Session, chatId: string, after = 0): Promise<AsyncGenerator<ReplyEvent>> {
  const found = await followReply(visitor, chatId, after, never)
  if (!found || found === "idle") throw new Error(`nothing to follow: ${found}`)
  return found
}

/** What another process gives to who does not wait. */
async function elsewhereSoFar(visitor: Session, chatId: string) {
  const found = await otherProcess(() => followReply(visitor, chatId, 0, AbortSignal.abort()))
  if (!found || found === "idle") throw new Error(`nothing to follow: ${found}`)
  return collect(found)
}

async function collect(reader: AsyncGenerator<ReplyEvent>) {
  const all = { types: [] as string[], text: "", whole: -1 }
  for await (const event of reader) {
    all.types.push(event.type)
    if (event.type === "start-over") all.text = ""
    if (event.type === "text") all.text += event.text
    if (event.type === "end") all.whole = event.seq
  }
  return all
}
