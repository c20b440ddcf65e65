import type { Page } from "@playwright/test"
import { ONLY_LONG } from "@/tests/support/app/settings"
import { expect, test } from "@/tests/support/browser/fixtures"
import { refuse } from "@/tests/support/browser/outage"
import { composer, converse, lastReply, open } from "@/tests/support/browser/screen"
import { PLAIN_ANSWER } from "@/tests/support/provider/scenarios"

test("A page of which a script did not arrive says so, and is whole after Reload", async ({ unwatched }) => {
  // What is missing is missed aloud: this page's console is not watched.
  const page = await unwatched()
  await page.goto("/")
  await expect(composer(page)).toBeFocused()
  const sentence = page.getByText("This page did not arrive completely")
  await expect(sentence).toBeHidden()
  const scripts = await scriptsOf(page, "/")
  expect(scripts.length).toBeGreaterThan(1)
  for (const script of [scripts[0], scripts.at(-1)]) {
    const mend = await refuse(page, `**${script}`)
    await page.goto("/")
    await expect(sentence, script).toBeVisible()
    mend()
  }
  // A second try brings it after all.
  await page.evaluate(
    (src) => {
      document.head.append(Object.assign(document.createElement("script"), { src }))
    },
    String(scripts.at(-1)),
  )
  await expect(sentence).toBeHidden()
  const mend = await refuse(page, `**${scripts[0]}`)
  await page.goto("/")
  mend()
  await page.getByRole("link", { name: "Reload", exact: true }).click()
  await expect(composer(page)).toBeFocused()
  await expect(sentence).toBeHidden()
})

test("A script that is told to be missing after the page has loaded is missed, one that is wanted later is not", async ({
  page,
}) => {
  await open(page)
  const sentence = page.getByText("This page did not arrive completely")
  await page.evaluate(() => {
    document.body.append(document.createElement("script"))
    document.body.lastElementChild?.dispatchEvent(new Event("error"))
  })
  await expect(sentence).toBeHidden()
  await page.evaluate(() => document.querySelector("script[src]")?.dispatchEvent(new Event("error")))
  await expect(sentence).toBeVisible()
})

test(
  "An answer whose looks do not come is shown plainly rather than not at all",
  ONLY_LONG,
  async ({ page }) => {
    await open(page)
    await converse(page, "When do you open?")
    const first = await scriptsOf(page, page.url())
    await page.route("**/_next/static/chunks/*.js", (route, request) =>
      first.some((script) => request.url().endsWith(script)) ? route.continue() : undefined,
    )
    // What never comes keeps the page from having loaded, where it is wanted before that.
    await page.reload({ waitUntil: "commit" })
    await expect(lastReply(page)).toContainText(PLAIN_ANSWER)
  },
)

/** The scripts that the page at this address begins with. */
async function scriptsOf(page: Page, address: string): Promise<string[]> {
  const html = await (await page.request.get(address)).text()
  return [...html.matchAll(/<script src="([^"]+)"/g)].map(([, src]) => String(src))
}
