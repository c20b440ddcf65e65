import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { Refused } from "../../components/call"
import { textOf } from "../../components/chat/conversation/messages"
import { emptyReply } from "../../components/chat/reply/ask"
import { followReply, Replaced } from "../../components/chat/reply/follow-reply"
import * as actions from "../../lib/actions/chat"
import type { ChatMessage } from "../../lib/types"
import { Tab } from "../support/browser/tab"

vi.mock("../../lib/actions/chat", () => ({
  listMessages: vi.fn(),
  sendMessage: vi.fn(),
  regenerateReply: vi.fn(),
}))

const CHAT = "0199aaaa-0000-7000-8000-000000000001"
const reply = emptyReply("0199aaaa-0000-7000-8000-000000000002")
const complete = { status: "complete", createdAt: "2026-01-01T00:00:00.000Z" } as const
const asked: string[] = []
let tab: Tab

describe("following a reply", () => {
  beforeEach(() => {
    asked.length = 0
    tab = new Tab()
    tab.run(() => {})
  })
  afterEach(() => {
    Tab.all.clear()
    vi.unstubAllGlobals()
  })

  it("shows it grow word by word until it has ended", async () => {
    answerWith([stream([start, delta("Good "), delta("day"), finish, "[DONE]"])])
    const shown = await all()
    expect(shown.map(textOf)).toEqual(["Good ", "Good day", "Good day"])
    expect(shown.at(-1)?.metadata).toEqual(complete)
    expect(asked).toEqual([`/api/chats/${CHAT}/reply?after=0`])
  })

  it("goes on from where a broken connection left off, without a word twice", async () => {
    answerWith([stream([start, delta("Good 👋")], "breaks"), stream([start, delta(" day"), finish])])
    expect((await all()).map(textOf)).toEqual(["Good 👋", "Good 👋 day", "Good 👋 day"])
    expect(asked.at(-1)).toBe(`/api/chats/${CHAT}/reply?after=7`)
  })

  it("shows what was stored when the reply ended unseen", async () => {
    const whole: ChatMessage = { ...reply, parts: [{ type: "text", text: "Good day" }], metadata: complete }
    vi.mocked(actions.listMessages).mockResolvedValue({ ok: true, messages: [whole] })
    answerWith([stream([start, delta("Good")], "ends"), new Response(null, { status: 204 })])
    expect((await all()).map(textOf)).toEqual(["Good", "Good day"])
  })

  it("says that the model thinks until its first word", async () => {
    answerWith([stream([start, thinking, delta("Good"), finish])])
    const shown = (await all()).map(({ parts }) => parts.map(({ type }) => type))
    expect(shown).toEqual([["reasoning"], ["text"], ["text"]])
  })

  it("takes back what turns out not to be part of it", async () => {
    answerWith([stream([start, delta("Hm"), startOver, delta("Good day"), finish])])
    expect((await all()).map(textOf)).toEqual(["Hm", "", "Good day", "Good day"])
  })

  it("shows what was stored when its words began anew unseen", async () => {
    const whole: ChatMessage = { ...reply, parts: [{ type: "text", text: "Good day" }], metadata: complete }
    vi.mocked(actions.listMessages).mockResolvedValue({ ok: true, messages: [whole] })
    answerWith([stream([start, delta("Hm"), delta("day"), { ...finish, id: 8 }])])
    const shown = await all()
    expect(shown.map(textOf)).toEqual(["Hm", "Hmday", "Good day"])
    expect(shown.at(-1)?.metadata).toEqual(complete)
  })

  it("looks now and then while its tab is not seen, and has every word once", async () => {
    tab.show(false)
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
    answerWith([stream([start, delta("Good")]), stream([start]), stream([start, delta(" day"), finish])])
    const reading = all()
    await vi.advanceTimersByTimeAsync(10_000)
    await vi.advanceTimersByTimeAsync(10_000)
    expect((await reading).map(textOf)).toEqual(["Good", "Good day", "Good day"])
    expect(asked).toEqual([0, 4, 4].map((after) => `/api/chats/${CHAT}/reply?after=${after}&wait=0`))
    vi.useRealTimers()
  })

  it("never gives up", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
    const down = Array.from({ length: 20 }, () => new Response(null, { status: 502 }))
    answerWith([...down, stream([start, delta("Good day"), finish])])
    const reading = all()
    await vi.advanceTimersByTimeAsync(20 * 8000)
    expect((await reading).at(-1)?.metadata).toEqual(complete)
    vi.useRealTimers()
  })

  it("takes no word of another reply for its own", async () => {
    vi.mocked(actions.listMessages).mockResolvedValue({ ok: true, messages: [] })
    answerWith([stream([start, delta("Good")], "breaks"), stream([{ ...start, messageId: "another" }])])
    await expect(all()).rejects.toBeInstanceOf(Replaced)
  })

  it("says so when the chat is gone", async () => {
    answerWith([new Response(null, { status: 404 }), Response.json({ kept: true })])
    await expect(all()).rejects.toMatchObject({ name: Refused.name, code: "not_found" })
  })

  it("says so when it is the cookie that is missing, not the chat", async () => {
    const kept = () => Response.json({ kept: false })
    answerWith([new Response(null, { status: 404 }), kept(), kept()])
    await expect(all()).rejects.toMatchObject({ name: Refused.name, code: "no_cookie" })
  })

  it("ends quietly for good when the page is left", async () => {
    const leaving = new AbortController()
    answerWith([stream([start, delta("Good")], "breaks")])
    const shown: string[] = []
    const reading = (async () => {
      for await (const grown of followReply(CHAT, reply, leaving.signal)) {
        shown.push(textOf(grown))
        leaving.abort()
      }
    })()
    await expect(reading).rejects.toThrow()
    expect(shown).toEqual(["Good"])
    expect(asked).toHaveLength(1)
  })
})

async function all(): Promise<ChatMessage[]> {
  const shown: ChatMessage[] = []
  for await (const grown of followReply(CHAT, reply, new AbortController().signal)) shown.push(grown)
  return shown
}

function answerWith(responses: Response[]): void {
  vi.stubGlobal("fetch", async (url: string) => {
    asked.push(url)
    const response = responses.shift()
    if (!response) throw new Error("asked once too often")
    return response
  })
}

const start = { type: "start", messageId: reply.id }
const finish = { type: "finish", messageMetadata: complete }
const thinking = { type: "reasoning-start", id: "thoughts" }
const startOver = { type: "data-start-over", data: {}, transient: true }
const delta = (text: string) => ({ type: "text-delta", id: "text", delta: text })

function stream(chunks: (object | string)[], end: "ends" | "breaks" = "ends"): Response {
  const encoder = new TextEncoder()
  const waiting = [...chunks]
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = waiting.shift()
      if (chunk) controller.enqueue(encoder.encode(toEvent(chunk)))
      else if (end === "breaks") controller.error(new TypeError("network error"))
      else controller.close()
    },
  })
  return new Response(body)
}

function toEvent(chunk: object | string): string {
  if (typeof chunk === "string") return `data: ${chunk}\n\n`
  const { id, ...data } = chunk as { type: string; id?: unknown }
  // The id of a part belongs to the chunk, that of an ending to the event.
  return data.type === "finish" && id
    ? `id: ${id}\ndata: ${JSON.stringify(data)}\n\n`
    : `data: ${JSON.stringify(chunk)}\n\n`
}
