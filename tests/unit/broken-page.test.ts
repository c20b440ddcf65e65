import { afterEach, expect, test, vi } from "vitest"

afterEach(() => {
  vi.unstubAllGlobals()
  vi.resetModules()
})

test("a page that breaks off in the middle is asked for again, and given out whole", async () => {
  const answers = [broken("the beg"), new Response("the whole page")]
  const asked = vi.fn(async () => answers.shift() as Response)
  vi.stubGlobal("window", Object.assign(new EventTarget(), { fetch: asked, location: { href: "/" } }))
  vi.stubGlobal("document", new EventTarget())
  vi.useFakeTimers()
  await import("@/components/requests")
  const page = window.fetch("/chat/1", { headers: { rsc: "1" } })
  await vi.advanceTimersByTimeAsync(2_000)
  expect(await (await page).text()).toBe("the whole page")
  expect(asked).toHaveBeenCalledTimes(2)
  vi.useRealTimers()
})

function broken(beginning: string): Response {
  let isSent = false
  const body = new ReadableStream({
    pull(controller) {
      if (isSent) return controller.error(new Error("The line broke."))
      isSent = true
      controller.enqueue(new TextEncoder().encode(beginning))
    },
  })
  return new Response(body)
}
