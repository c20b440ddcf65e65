import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { Tab } from "../support/browser/tab"

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  Tab.all.clear()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it("the one stream belongs to the tab that followed, was used, or came to the front last", async () => {
  const [one, two, three] = [await open(), await open(), await open()]
  expect(await holders()).toEqual([three])
  one.tab.happens("pointerdown")
  expect(await holders()).toEqual([one])
  two.tab.show(false)
  two.tab.show(true)
  expect(await holders()).toEqual([two])
})

it("the one stream goes to another tab at once when its tab is hidden, left, or has nothing to follow any more", async () => {
  const [one, two, three] = [await open(), await open(), await open()]
  three.tab.show(false)
  expect(await holders()).toEqual([expect.toBeOneOf([one, two])])
  const [holder] = await holders()
  holder?.tab.happens("pagehide")
  holder?.tab.crash()
  const [last] = await holders()
  expect(last).toBe(holder === one ? two : one)
  last?.tab.run(last.end)
  expect(await holders()).toEqual([])
})

it("the one stream is missed when its tab crashed, and taken by a tab that is seen", async () => {
  const [one, two, three] = [await open(), await open(), await open()]
  two.tab.show(false)
  three.tab.crash()
  await vi.advanceTimersByTimeAsync(4000)
  look()
  expect(await holders(), "it may be alive still").toEqual([])
  await vi.advanceTimersByTimeAsync(2000)
  look()
  expect(await holders()).toEqual([one])
})

it("the one stream stays where it is while its tab gives signs of life", async () => {
  await open()
  const two = await open()
  for (let second = 0; second < 20; second++) {
    await vi.advanceTimersByTimeAsync(1000)
    look()
    expect(await holders()).toEqual([two])
  }
})

it("the one stream is one tab's when many see at the same time that no tab has it", async () => {
  for (let more = 0; more < 8; more++) await open()
  const [holder] = await holders()
  holder?.tab.crash()
  await vi.advanceTimersByTimeAsync(6000)
  look()
  // Before it is settled who it is, no tab begins.
  expect(alive().filter(({ tab, module }) => tab.run(module.holdsStream))).toEqual([])
  expect(await holders()).toHaveLength(1)
})

type Opened = { tab: Tab; module: typeof import("../../components/chat/reply/one-stream"); end: () => void }

let opened: Opened[] = []
beforeEach(() => {
  opened = []
})

/** A tab that begins to follow a reply. */
async function open(): Promise<Opened> {
  await vi.advanceTimersByTimeAsync(1)
  const tab = new Tab()
  vi.resetModules()
  const module = await tab.run(() => import("../../components/chat/reply/one-stream"))
  const end = tab.run(() => module.shareStream(() => {}))
  const made = { tab, module, end }
  opened.push(made)
  return made
}

/** Every tab without the stream looks for itself. */
function look(): void {
  for (const { tab, module } of alive()) tab.run(module.takeVacantStream)
}

async function holders(): Promise<Opened[]> {
  await vi.advanceTimersByTimeAsync(200)
  return alive().filter(({ tab, module }) => tab.run(module.holdsStream))
}

function alive(): Opened[] {
  return opened.filter(({ tab }) => Tab.all.has(tab))
}
