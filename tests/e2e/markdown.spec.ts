import { chromium, type Page } from "@playwright/test"
import { findBrowser } from "@/scripts/test/browser.mjs"
import { ONLY_LONG } from "@/tests/support/app/settings"
import { APP_PORT } from "../support/app/settings"
import { expect, test } from "../support/browser/fixtures"
import { button, composer, converse, expectFinished, lastReply, open } from "../support/browser/screen"
import { pieces } from "../support/provider/scenarios"

const LONG_CODE = Array.from({ length: 300 }, (_, n) => `export const number${n} = "word ${n}"\n`).join("")
const WIDE_ROW = `|${Array.from({ length: 9 }, (_, n) => `a column with words ${n}`).join("|")}|`

const ANSWER = `The **reading room** has a *bell*: \\(a^2\\).

\`\`\`ts
${LONG_CODE}\`\`\`

${WIDE_ROW}
${"|-".repeat(9)}|
${WIDE_ROW}
`

test(
  "An answer is copied as it was written and as it looks, on a page without a clipboard of its own, too",
  ONLY_LONG,
  async ({ provider }) => {
    await provider.play(pieces([ANSWER]))
    const browser = await chromium.launch({
      executablePath: findBrowser(),
      chromiumSandbox: false,
      args: ["--host-resolver-rules=MAP library.test 127.0.0.1"],
    })
    try {
      for (const host of ["127.0.0.1", "library.test"]) {
        const page = await browser.newPage()
        await open(page, `http://${host}:${APP_PORT}/`)
        expect(await page.evaluate(() => window.isSecureContext)).toBe(host === "127.0.0.1")
        await converse(page, "What is in the reading room?")
        await button(lastReply(page), "Copy").click()
        await expect(lastReply(page).getByText("Copied").first()).toBeVisible()
        expect(await pasted(page)).toEqual({
          text: ANSWER,
          html: expect.stringContaining(
            "<p>The <strong>reading room</strong> has a <em>bell</em>: \\(a^2\\).</p>",
          ),
        })
        await page.close()
      }
    } finally {
      await browser.close()
    }
  },
)

test("Long code has its colours to the end, and a wide table on a phone has columns one can read", async ({
  page,
  provider,
}) => {
  await page.setViewportSize({ width: 360, height: 640 })
  await provider.play(pieces([ANSWER]))
  await page.goto("/")
  await composer(page).fill("What is in the reading room?")
  await button(page, "Send").click()
  await expectFinished(page)
  await expect(lastReply(page).locator(".hljs-keyword")).toHaveCount(600)
  const cells = lastReply(page).locator("td")
  const narrowest = await cells.evaluateAll((all) => Math.min(...all.map((cell) => cell.clientWidth)))
  expect(narrowest).toBeGreaterThan(130)
  const widths = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth])
  expect(widths[0]).toBeLessThanOrEqual(widths[1] ?? 0)
})

/** What another program gets when one pastes into it. */
async function pasted(page: Page): Promise<{ text: string; html: string }> {
  const paste = await page.evaluateHandle(() => {
    const { promise: event, resolve } = Promise.withResolvers<ClipboardEvent>()
    document.addEventListener("paste", resolve, { once: true })
    const read = ({ clipboardData }: ClipboardEvent) => ({
      text: clipboardData?.getData("text/plain") ?? "",
      html: clipboardData?.getData("text/html") ?? "",
    })
    return { contents: event.then(read) }
  })
  await composer(page).press("ControlOrMeta+v")
  return paste.evaluate(({ contents }) => contents)
}
