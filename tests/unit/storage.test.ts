import { readdirSync, readFileSync } from "node:fs"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { recallUnsent } from "../../components/chat/composer/draft"
import { endActivity, forgetActivity, saidDone, secondsLeft } from "../../components/kiosk/activity"
import { chooseShared } from "../../components/kiosk/shared"
import { handOver, takeReceipt } from "../../components/my-data/erase"
import { browserStore } from "../../components/storage"

vi.mock("../../lib/actions/my-data", () => ({ eraseEverything: vi.fn() }))

const ID = "0199aaaa-0000-7000-8000-000000000001"
const ASK = { messageId: ID, text: "A question", chatId: ID }
const asText = (text: string) => text

describe("what the browser keeps", () => {
  beforeEach(() => {
    vi.stubGlobal("window", { localStorage: new Area(), sessionStorage: new Area() })
    forgetActivity()
  })
  afterEach(() => {
    vi.unstubAllGlobals()
  })

  it("is absent where the browser refuses even the question", () => {
    vi.stubGlobal("window", Object.defineProperty({}, "localStorage", { get: refuse }))
    browserStore.set("alcove:draft:new", "Words")
    browserStore.remove("alcove:draft:new")
    expect(browserStore.get("alcove:draft:new", asText)).toBeUndefined()
    expect(browserStore.keys()).toEqual([])
    handOver({ erasedAt: null, chats: 0, messages: 0 })
    expect(takeReceipt()).toBeUndefined()
  })

  it("is not an older value when there is no room for the new one", () => {
    browserStore.set("alcove:draft:new", "Older words")
    vi.spyOn(window.localStorage, "setItem").mockImplementation(refuse)
    browserStore.set("alcove:draft:new", "Newer words")
    expect(browserStore.get("alcove:draft:new", asText)).toBeUndefined()
  })

  it.each(["{", "null", "7", "[]", '{"text":7}', JSON.stringify({ ...ASK, chatId: "new" }), "x".repeat(2e6)])(
    "is dropped when it is no message that was not sent: %#",
    (damaged) => {
      for (const value of [damaged, JSON.stringify(ASK)]) {
        window.localStorage.setItem("alcove:unsent:new", value)
        expect(recallUnsent("new")).toEqual(value === damaged ? undefined : ASK)
        const kept = browserStore.keys().filter((key) => key.startsWith("alcove:unsent:"))
        expect(kept).toHaveLength(value === damaged ? 0 : 1)
      }
    },
  )

  it.each(["{", "null", '{"erasedAt":"soon","chats":1,"messages":1}', '{"erasedAt":null}'])(
    "is dropped when it is no receipt: %s",
    (damaged) => {
      window.sessionStorage.setItem("alcove:receipt", damaged)
      expect(takeReceipt()).toBeUndefined()
    },
  )

  it.each(["NaN", "-5", "9e99", "somebody"])(
    "counts from now when it is no time of activity: %s",
    (damaged) => {
      expect(secondsLeft(180)).toBeUndefined()
      window.localStorage.setItem("alcove:active-at", damaged)
      expect(secondsLeft(0)).toBe(30)
      const counted = Number(window.localStorage.getItem("alcove:active-at"))
      expect(Date.now() - counted).toBeGreaterThanOrEqual(0)
      expect(Date.now() - counted).toBeLessThan(5000)
    },
  )

  it("still says that the visitor is done when another tab notes activity at the same moment", () => {
    window.localStorage.setItem("alcove:active-at", String(Date.now()))
    endActivity()
    window.localStorage.setItem("alcove:active-at", String(Date.now()))
    expect(saidDone()).toBe(true)
    expect(secondsLeft(180)).toBe(0)
    forgetActivity()
    expect(saidDone()).toBe(false)
    expect(browserStore.keys()).toEqual([])
  })

  it("is that the visitor is done also where there is no room for one more key", () => {
    window.localStorage.setItem("alcove:active-at", String(Date.now()))
    vi.spyOn(window.localStorage, "setItem").mockImplementation((key, value) => {
      if (String(window.localStorage[key] ?? "").length < value.length) refuse()
      window.localStorage[key] = value
    })
    endActivity()
    expect(window.localStorage.getItem("alcove:active-at")).toBe("1")
    expect(secondsLeft(180)).toBe(0)
  })

  it("is no more that an earlier visitor was done once a computer is chosen to be a shared one", () => {
    vi.stubGlobal("document", { documentElement: { dataset: {} } })
    Object.assign(window, { dispatchEvent: () => true })
    window.localStorage.setItem("alcove:done", "1")
    chooseShared(true)
    expect(saidDone()).toBe(false)
    expect(secondsLeft(180)).toBeUndefined()
  })

  it("is read and written in one file alone", () => {
    const askers = ["app", "components", "lib"]
      .flatMap((folder) =>
        readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => `${folder}/${name}`),
      )
      .filter((path) => /\.tsx?$/.test(path))
      .filter((path) => /\b(local|session)Storage\b/.test(readFileSync(path, "utf8")))
    const scripts = ["components/chat/sidebar/theme.ts", "components/kiosk/shared-script.ts"]
    expect(askers.sort()).toEqual([...scripts, "components/storage.ts"].sort())
  })
})

/** A browser's store: what is kept are its own properties. */
class Area {
  [key: string]: unknown
  getItem(key: string) {
    return Object.hasOwn(this, key) ? this[key] : null
  }
  setItem(key: string, value: string) {
    this[key] = value
  }
  removeItem(key: string) {
    delete this[key]
  }
}

function refuse(): never {
  throw new DOMException("The browser refuses this.", "SecurityError")
}
