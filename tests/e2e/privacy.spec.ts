import { expect, test } from "@/tests/support/browser/fixtures"
import { button, converse, lastReply, messages, rename, send } from "@/tests/support/browser/screen"
import { dump, readable } from "@/tests/support/database/dump"
import { answer, cutAnswer, heldAnswer } from "@/tests/support/provider/scenarios"

const SPOKEN = {
  question: "My grandmother was born in Trieste in 1921",
  answer: "Then the registry of Trieste can help you further",
  title: "Searching for grandmother",
  broken: "The archive of the harbour also keeps lists of",
  running: "While these words are being written nobody reads them",
  edited: "My grandfather was born in Gorizia in 1919",
}

// Every test looks for its own sentences when it ends (see the fixtures); this one says everything there is to say.
test("Nothing a visitor or the model said can be read in the database", async ({ page, provider, db }) => {
  await page.goto("/")
  await provider.play(answer(SPOKEN.answer))
  await converse(page, SPOKEN.question)
  await rename(page, SPOKEN.title)
  await button(messages(page, "You").last(), "Edit").click()
  const editor = messages(page, "You").last().getByRole("textbox")
  await editor.fill(SPOKEN.edited)
  await button(messages(page, "You").last(), "Save").click()
  await expect(messages(page, "You").last()).toContainText(SPOKEN.edited)
  await provider.play(cutAnswer(SPOKEN.broken))
  await send(page, SPOKEN.question)
  await expect(lastReply(page)).toContainText("Failed")
  await provider.play(heldAnswer(SPOKEN.running))
  await button(lastReply(page), "Retry").click()
  await provider.release(5)
  await expect(lastReply(page)).toContainText("While these words are being")
  await expect
    .poll(() => db`select 1 from reply_journal`, "words in flight are written down")
    .not.toHaveLength(0)

  const dumped = await dump(db)
  for (const table of ["sessions", "session_keys", "chats", "messages", "replies", "reply_journal"]) {
    expect(dumped, `${table} is not empty`).toMatch(new RegExp(`^${table} `, "m"))
  }
  expect(
    readable(["a sentence put there to be found"], `${dumped}a sentence put there to be found`),
  ).not.toEqual([])
  expect(readable(Object.values(SPOKEN), dumped)).toEqual([])
})
