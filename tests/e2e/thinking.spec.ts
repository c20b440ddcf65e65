import { expect, test } from "@/tests/support/browser/fixtures"
import { expectFinished, lastReply, open, send } from "@/tests/support/browser/screen"
import { pieces } from "@/tests/support/provider/scenarios"

test("While a model thinks the page says so, and shows no thought when the answer comes", async ({
  page,
  provider,
}) => {
  await provider.play({
    ...pieces(["<think>a private ", "thought</think>\n\n", "Nine", " it is."]),
    pace: "held",
  })
  await open(page)
  await send(page, "When does it open?")
  await expect(page.getByText("Writing…")).toBeVisible()
  await provider.release()
  await expect(page.getByText("Thinking…")).toBeVisible()
  await page.reload()
  await expect(page.getByText("Thinking…")).toBeVisible()
  await provider.release(2)
  await expect(lastReply(page)).toContainText("Nine")
  await expect(page.getByText("Writing…")).toBeVisible()
  await provider.release()
  await expectFinished(page)
  await expect(lastReply(page)).not.toContainText("thought")

  await provider.play({ ...pieces(["another thought", "\n</think>\n", "Ten", " it is."]), pace: "held" })
  await send(page, "And on Sundays?")
  await provider.release()
  await expect(lastReply(page)).toContainText("another thought")
  await provider.release(2)
  await expect(lastReply(page)).toContainText("Ten")
  await expect(lastReply(page)).not.toContainText("thought")
  await provider.release()
  await expectFinished(page)
  await page.reload()
  await expect(lastReply(page)).toContainText("Ten it is.")
  await expect(page.getByText("thought")).toHaveCount(0)
})
