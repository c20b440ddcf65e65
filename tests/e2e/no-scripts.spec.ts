import { expect, test } from "@/tests/support/browser/fixtures"
import { button, composer, converse, open } from "@/tests/support/browser/screen"
import { PLAIN_ANSWER } from "@/tests/support/provider/scenarios"

test("Without JavaScript the page says so, pages about one's data open, and everything can be downloaded and erased", async ({
  browser,
  page,
  context,
  watch,
  db,
}) => {
  await open(page)
  await converse(page, "When do you open?")
  const address = page.url()
  const plain = await browser.newContext({
    javaScriptEnabled: false,
    storageState: await context.storageState(),
  })
  watch(plain)
  const still = await plain.newPage()
  for (const path of ["/", address, "/my-data", "/privacy"]) {
    await still.goto(path)
    await expect(still.locator("noscript p").first()).toBeVisible()
    await expect(composer(still)).toBeHidden()
    await expect(still.getByText("Opening the chat")).toBeHidden()
  }
  await expect(still.getByRole("heading", { level: 1 })).toBeVisible()
  await still.locator("noscript a[href='/my-data']").click()
  const download = still.waitForEvent("download")
  await still.getByRole("link", { name: "Download my data" }).click()
  const stream = await (await download).createReadStream()
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part)
  expect(Buffer.concat(parts).toString()).toContain(PLAIN_ANSWER)

  const foreign = await still.request.post("/api/my-data", { headers: { origin: "http://another.example" } })
  expect(foreign.status()).toBe(403)
  const erase = button(still, "Erase everything")
  await erase.click()
  await expect(still.getByText("1 chat with 2 messages")).toBeVisible()
  await still.getByRole("checkbox", { name: /for good/ }).check()
  await erase.click()
  await expect(still.getByText("Nothing is stored.")).toBeVisible()
  expect(await db`select 1 from sessions`).toHaveLength(0)
  expect(await plain.cookies()).toHaveLength(0)
  await plain.close()
})
