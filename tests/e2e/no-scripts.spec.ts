import { expect, test } from "@/tests/support/fixtures"
import { PLAIN_ANSWER } from "@/tests/support/scenarios"
import { composer, converse, open } from "@/tests/support/screen"

test("Without JavaScript the page says so, pages about one's data open, and everything can be downloaded", async ({
  browser,
  page,
  context,
  watch,
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
    await expect(still.locator("noscript p")).toBeVisible()
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
  await plain.close()
})
