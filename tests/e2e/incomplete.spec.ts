import { expect, test } from "@/tests/support/fixtures"
import { composer } from "@/tests/support/screen"

test("A page of which a script did not arrive says so, and is whole after Reload", async ({ browser }) => {
  // What is missing is missed aloud: this page's console is not watched.
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto("/")
  await expect(composer(page)).toBeFocused()
  const sentence = page.getByText("This page did not arrive completely")
  await expect(sentence).toBeHidden()
  const html = await (await page.request.get("/")).text()
  const scripts = [...html.matchAll(/<script src="([^"]+)"/g)].map(([, src]) => src)
  expect(scripts.length).toBeGreaterThan(1)
  for (const script of [scripts[0], scripts.at(-1)]) {
    const address = `**${script}`
    await page.route(address, (route) => route.abort())
    await page.goto("/")
    await expect(sentence, script).toBeVisible()
    await page.unroute(address)
  }
  await page.getByRole("link", { name: "Reload", exact: true }).click()
  await expect(composer(page)).toBeFocused()
  await expect(sentence).toBeHidden()
  await context.close()
})
