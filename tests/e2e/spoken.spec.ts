import { failureSentence } from "@/lib/words/page"
import { ONLY_LONG } from "@/tests/support/app/settings"
import { expect, test } from "@/tests/support/browser/fixtures"
import { heard, listen } from "@/tests/support/browser/heard"
import { refuse } from "@/tests/support/browser/outage"
import {
  button,
  chatLinks,
  chooseOption,
  composer,
  converse,
  expectFinished,
  lastReply,
  messages,
  open,
  rename,
  send,
} from "@/tests/support/browser/screen"
import { answer, heldAnswer, PLAIN_ANSWER, refusal } from "@/tests/support/provider/scenarios"

const BEGUN = "An answer is being written."

test("Of every answer it is said that it is written, how it ended, and once what it says", async ({
  page,
  provider,
}) => {
  await listen(page)
  await provider.play(refusal(500))
  await open(page)
  await send(page, "Is there a lift?")
  await expect(lastReply(page)).toContainText("Failed")
  const failed = `Answer failed. ${failureSentence("provider_error")}`
  await expect.poll(() => heard(page)).toEqual([BEGUN, failed])

  await provider.play(answer("# Getting there\n\nBy **lift**.\n\n```js\nup()\n```"))
  await button(lastReply(page), "Retry").click()
  await expectFinished(page)
  const finished = ["Answer finished.", "Getting there. By lift. Code in js, 1 line."]
  await expect.poll(() => heard(page)).toEqual([BEGUN, failed, BEGUN, ...finished])

  await provider.play(heldAnswer(PLAIN_ANSWER))
  await send(page, "And when is it open?")
  await provider.release(3)
  await expect(lastReply(page)).toContainText("The reading room")
  await button(page, "Stop").click()
  await expect(lastReply(page)).toContainText("Stopped")
  const stopped = ["Answer stopped. You ended this answer early.", "The reading room."]
  await expect.poll(() => heard(page).then((all) => all.slice(5))).toEqual([BEGUN, ...stopped])

  await page.reload()
  await expect(messages(page, "Assistant")).toHaveCount(2)
  await composer(page).fill("Nothing is said of what is only opened again.")
  expect((await heard(page)).filter((sentence) => sentence !== "Opening the chat")).toEqual([])
})

test("An answer is said as it was written where what would take its marks away cannot be loaded", async ({
  unwatched,
  provider,
}) => {
  const page = await unwatched()
  await listen(page)
  await provider.play(heldAnswer("By **lift**. Or on foot."))
  await open(page)
  await send(page, "How do I get there?")
  await provider.release(2)
  await expect(lastReply(page).locator("strong")).toHaveText("lift")
  await refuse(page, "**/_next/static/chunks/**")
  await provider.release(3)
  await expect.poll(() => heard(page)).toEqual([BEGUN, "Answer finished.", "By **lift**. Or on foot."])
})

test("What happens to the list of chats is said, and the focus stays in it", ONLY_LONG, async ({ page }) => {
  await listen(page)
  await open(page)
  for (const question of ["Where are the maps?", "Where are the globes?", "Where are the atlases?"]) {
    await page.getByRole("link", { name: "New chat" }).first().click()
    await expect(messages(page, "You")).toHaveCount(0)
    await converse(page, question)
  }
  await rename(page, "Atlases")
  await expect(chatLinks(page).first()).toBeFocused()
  await expect.poll(() => heard(page)).toContain("Chat renamed to “Atlases”.")

  const search = page.getByRole("searchbox", { name: "Search chats" })
  await search.fill("where")
  await expect.poll(() => heard(page)).toContain("3 chats found.")
  await search.fill("gardens")
  await expect
    .poll(() => heard(page))
    .toContain("Nothing like that is said in your chats as they are shown now.")
  await search.press("Escape")
  await expect(chatLinks(page)).toHaveCount(3)

  await button(page, "Chat options").nth(1).press("Enter")
  await page.getByRole("menuitem", { name: "Delete" }).press("Enter")
  await button(page.getByRole("alertdialog"), "Delete").press("Enter")
  await expect(chatLinks(page)).toHaveText(["Atlases", "Where are the maps?"])
  await expect(chatLinks(page).last()).toBeFocused()
  await expect.poll(() => heard(page)).toContain("Chat “Where are the globes?” deleted.")

  await chooseOption(page, "Delete")
  await button(page.getByRole("alertdialog"), "Delete").press("Enter")
  await expect(composer(page)).toBeFocused()
})
