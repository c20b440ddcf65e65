import { afterEach, expect, test, vi } from "vitest"
import { withAsk } from "../../components/chat/reply/ask"

const [CHAT, MESSAGE, REPLY] = [1, 2, 3].map((last) => `0199aaaa-0000-7000-8000-00000000000${last}`)

afterEach(() => vi.unstubAllGlobals())

test("An edit that a page from before there were versions could not send keeps its new words", async () => {
  const kept = new Map([
    ["alcove:typed-at", String(Date.now())],
    [
      `alcove:unsent:${CHAT}`,
      JSON.stringify({
        chatId: CHAT,
        messageId: MESSAGE,
        replyId: REPLY,
        text: "New words",
        reworded: true,
        lastSeen: null,
      }),
    ],
  ])
  const store = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
    key: (at: number) => [...kept.keys()][at] ?? null,
    get length() {
      return kept.size
    },
  }
  vi.stubGlobal("document", new EventTarget())
  vi.stubGlobal("localStorage", store)
  vi.stubGlobal("sessionStorage", store)
  vi.stubGlobal("window", Object.assign(new EventTarget(), { localStorage: store, sessionStorage: store }))
  const { recallUnsent } = await import("../../components/chat/composer/draft")
  const ask = recallUnsent(CHAT)
  expect(ask).toMatchObject({
    messageId: MESSAGE,
    replyId: REPLY,
    text: "New words",
    rewordedId: expect.any(String),
  })
  expect(recallUnsent(CHAT), "the same at the next try").toEqual(ask)
  const old = {
    id: MESSAGE ?? "",
    role: "user" as const,
    parts: [{ type: "text" as const, text: "Old words" }],
  }
  expect(ask && withAsk([old], ask)).toMatchObject([{ id: ask?.rewordedId, parts: [{ text: "New words" }] }])
})
