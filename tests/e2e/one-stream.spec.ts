import type { Page } from "@playwright/test"
import { ONLY_LONG } from "@/tests/support/app/settings"
import { expect, test } from "@/tests/support/browser/fixtures"
import { button, expectFinished, lastReply, open, openChatId, send } from "@/tests/support/browser/screen"
import { followers } from "@/tests/support/counters/followers"
import { heldAnswer } from "@/tests/support/provider/scenarios"

// More than the six connections a browser opens to one host over HTTP/1.1.
const ASKING = 5
const LOOKING = 2
const WORDS = Array.from({ length: 400 }, (_, at) => `word-${at}`)

test(
  "Seven tabs of one browser hold one stream among them, and miss no word",
  ONLY_LONG,
  async ({ context, page, provider }) => {
    await provider.play(heldAnswer(WORDS.join(" ")))
    // A word for each now and then, so that no model is given up for its silence.
    const ticking = setInterval(() => provider.release(ASKING), 1500)
    const tabs = [page]
    await ask(page)
    while (tabs.length < ASKING) await ask(await another())
    const address = `/chat/${await openChatId(page)}`
    while (tabs.length < ASKING + LOOKING) await (await another()).goto(address)
    await expect.poll(followers).toBe(1)
    // Each tab asks for what is new to it: the last one by the stream, the others by looking.
    const looks = (tab: Page) => tab.waitForRequest(/\/reply\?after=[1-9]\d*&wait=0$/)
    await Promise.all(tabs.slice(0, -1).map(looks))
    // One that goes and one that comes may be seen together for a moment.
    await expect.poll(followers, "streams while no tab is touched").toBe(1)
    // The tab that has it goes; one of those that are left takes it over.
    await tabs.pop()?.close()
    await expect.poll(followers).toBe(1)
    const stopped = tabs.splice(1, 1)[0] as Page
    await button(stopped, "Stop").click()
    await expect(lastReply(stopped)).toContainText("Stopped", { timeout: 5000 })
    clearInterval(ticking)
    await provider.release(ASKING * WORDS.length)
    for (const tab of tabs) {
      await expectFinished(tab)
      expect((await lastReply(tab).textContent())?.match(/word-\d+/g)).toEqual(WORDS)
    }
    await expect.poll(followers).toBe(0)

    async function another(): Promise<Page> {
      const tab = await context.newPage()
      tabs.push(tab)
      return tab
    }
  },
)

async function ask(tab: Page): Promise<void> {
  await open(tab)
  await send(tab, "How many tabs may be open?")
  await expect(lastReply(tab)).toContainText("word-0")
}
