import { gzipSync } from "node:zlib"
import { APP_URL } from "@/tests/support/app/settings"
import { expect, test } from "@/tests/support/browser/fixtures"
import {
  button,
  composer,
  converse,
  expectFinished,
  lastReply,
  messages,
  open,
  send,
  tabTo,
} from "@/tests/support/browser/screen"
import { heldAnswer, hostileMarkdown, PLAIN_ANSWER } from "@/tests/support/provider/scenarios"

const FIRST_LOAD_LIMIT = 220 * 1024
const BACK = "Shift+Tab"
/** Much for a busy machine, little for a parser that hangs: those take from 8 to 40 seconds. */
const LONGEST_TASK_MS = 4000

test("The page says what it may run, and that no cache may store it", async ({ page }) => {
  const response = await page.goto("/")
  const policy = (await response?.headerValue("content-security-policy")) ?? ""
  expect(policy).toMatch(/script-src[^;]*'nonce-[\w+/=-]{16,}'/)
  expect(policy).not.toMatch(/script-src[^;]*'unsafe-inline'/)
  expect(policy).not.toMatch(/script-src[^;]*'unsafe-eval'/)
  expect(policy).toMatch(/default-src 'self'|default-src 'none'/)
  expect(policy).toContain("frame-ancestors 'none'")
  expect(await response?.headerValue("x-content-type-options")).toBe("nosniff")
  await converse(page, "What may this page run, please?")
  const chat = await page.reload()
  expect(await chat?.headerValue("cache-control")).toMatch(/private.*no-store|no-store.*private/)
})

test("Every page view has a nonce of its own", async ({ request }) => {
  const nonces = await Promise.all(
    [1, 2].map(async () => (await request.get("/")).headers()["content-security-policy"]),
  )
  expect(nonces[0]).not.toBe(nonces[1])
})

test("The scripts of the first page are small", async ({ page, request }) => {
  const scripts = new Set<string>()
  page.on("response", (response) => {
    if (response.request().resourceType() === "script") scripts.add(response.url())
  })
  await page.goto("/", { waitUntil: "networkidle" })
  expect(scripts.size).toBeGreaterThan(0)
  const bodies = await Promise.all([...scripts].map(async (url) => (await request.get(url)).body()))
  const size = bodies.reduce((total, body) => total + gzipSync(body).length, 0)
  expect(size, `${[...scripts].length} scripts from ${APP_URL}`).toBeLessThanOrEqual(FIRST_LOAD_LIMIT)
})

test("A visitor's page works with the keyboard alone", async ({ page, provider }) => {
  const press = (key: string) => page.keyboard.press(key)
  await open(page)
  await page.keyboard.type("Can this be used without a mouse?")
  await provider.play(heldAnswer(PLAIN_ANSWER))
  await press("Enter")
  await provider.release(2)
  await expect(lastReply(page)).toContainText("The reading")
  await tabTo(page, button(page, "Stop"), BACK)
  await press("Enter")
  await expect(lastReply(page)).toContainText("Stopped")
  await provider.play({ pieces: [PLAIN_ANSWER], ending: "stop" })
  await tabTo(page, button(page, "Retry"), BACK)
  await press("Enter")
  await expect(lastReply(page)).toContainText(PLAIN_ANSWER)
  await expectFinished(page)
  await tabTo(page, button(page, "Edit"), BACK)
  await press("Enter")
  await press("ControlOrMeta+A")
  await page.keyboard.type("Can it be read aloud?")
  await tabTo(page, button(page, "Save"))
  await press("Enter")
  await expect(messages(page, "You")).toContainText("Can it be read aloud?")
  await expectFinished(page)
  await provider.expectRequests(3)
  expect(await page.evaluate(() => document.activeElement?.localName), "focus is not lost").not.toBe("body")
})

test("A page that comes alive late leaves the focus and the switch as the visitor has put them", async ({
  page,
}) => {
  const { promise: late, resolve: comeAlive } = Promise.withResolvers<void>()
  await page.route("**/_next/static/**/*.js", async (route) => {
    await late
    await route.continue()
  })
  await page.goto("/", { waitUntil: "commit" })
  const temporary = page.getByRole("switch", { name: "Temporary chat" })
  await temporary.focus()
  await page.keyboard.press("Space")
  await expect(temporary).toHaveAttribute("aria-checked", "false")
  comeAlive()
  await expect(temporary).toHaveAttribute("aria-checked", "true")
  await expect(temporary).toBeFocused()
})

test("Markdown made to hang a page does not hold it up", async ({ page, provider }) => {
  await page.addInitScript(() => {
    const watch = Object.assign(window, { longestTask: 0 })
    new PerformanceObserver((list) => {
      watch.longestTask = Math.max(watch.longestTask, ...list.getEntries().map(({ duration }) => duration))
    }).observe({ type: "longtask" })
  })
  await page.goto("/")
  await converse(page, "A first question, so that everything is loaded")
  await page.evaluate(() => Object.assign(window, { longestTask: 0 }))
  await provider.play(hostileMarkdown)
  await converse(page, "Now the text that hangs pages, please")
  const shown = async () => (await lastReply(page).textContent())?.length
  await expect.poll(shown, "all 32 kB are shown").toBeGreaterThan(32_000)
  const longest = await page.evaluate(() => Number(Reflect.get(window, "longestTask")))
  expect(longest, "milliseconds of the longest blocked task").toBeLessThanOrEqual(LONGEST_TASK_MS)
})

test("A draft survives a reload", async ({ page }) => {
  await open(page)
  await composer(page).fill("Words that are not yet sent")
  await page.reload()
  await expect(composer(page)).toHaveValue("Words that are not yet sent")
  await send(page, "Words that are sent now")
  await expectFinished(page)
  await page.reload()
  await expect(composer(page), "the page is alive").toBeFocused()
  await expect(composer(page)).toHaveValue("")
})

test("The page follows the system's dark theme", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" })
  await page.goto("/")
  const light = await background()
  await page.emulateMedia({ colorScheme: "dark" })
  await expect.poll(background).not.toBe(light)
  expect(brightness(light)).toBeGreaterThan(200)
  expect(brightness(await background())).toBeLessThan(80)

  function background() {
    return page.evaluate(() => {
      const canvas = new OffscreenCanvas(1, 1).getContext("2d")
      if (!canvas) throw new Error("no canvas")
      for (const layer of [document.documentElement, document.body]) {
        canvas.fillStyle = getComputedStyle(layer).backgroundColor
        canvas.fillRect(0, 0, 1, 1)
      }
      return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)].join(" ")
    })
  }
})

function brightness(color: string): number {
  return color.split(" ").reduce((total, part) => total + Number(part), 0) / 3
}
