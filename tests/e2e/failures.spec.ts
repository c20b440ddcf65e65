import type { Page } from "@playwright/test"
import { ONLY_LONG, REPLY_TOKENS } from "@/tests/support/app/settings"
import { expect, test } from "@/tests/support/browser/fixtures"
import { button, expectFinished, lastReply, messages, send } from "@/tests/support/browser/screen"
import type { ProviderControl } from "@/tests/support/provider/control"
import {
  answer,
  cutAnswer,
  emptyAnswer,
  garbledAnswer,
  refusal,
  type Script,
  shortenedAnswer,
  silence,
} from "@/tests/support/provider/scenarios"

const QUESTION = "Which trams stop in front of the museum?"
const ANSWER = "Trams two and nine, every ten minutes."
const BEGINNING = "The museum is served by"

const failures: (Failure & { what: string })[] = [
  { what: "that refuses the key (401)", script: refusal(401), sentence: "not set up correctly" },
  {
    what: "that is too busy (429)",
    script: refusal(429, { "retry-after": "1" }),
    sentence: "Too many questions",
  },
  {
    what: "that is not known (404)",
    script: refusal(
      404,
      {},
      { error: { message: "The model `x` does not exist.", code: "model_not_found" } },
    ),
    sentence: "its model does not exist. Please tell the people who run this page.",
  },
  { what: "that has an error (500)", script: refusal(500), sentence: "had a problem" },
  { what: "that breaks off", script: cutAnswer(BEGINNING), sentence: "broke before", kept: BEGINNING },
  {
    what: "that talks garbage",
    script: garbledAnswer(BEGINNING),
    sentence: "could not be read",
    kept: BEGINNING,
  },
  { what: "that says nothing", script: emptyAnswer, sentence: "empty answer" },
]

test("Whatever a model does wrong ends in a sentence of its own, and Retry brings the answer", async ({
  page,
  provider,
}) => {
  await page.goto("/")
  for (const [before, failure] of failures.entries()) {
    await test.step(`a model ${failure.what}`, () => failAndRetry(page, provider, before, failure))
  }
})

test(
  "A model that never answers ends in a sentence, and Retry brings the answer",
  ONLY_LONG,
  async ({ page, provider }) => {
    await page.goto("/")
    await failAndRetry(page, provider, 0, { script: silence, sentence: "took too long" })
  },
)

test("An answer that reached its limit is kept and says so", async ({ page, provider }) => {
  await provider.play(shortenedAnswer("It is a long story that goes on"))
  await page.goto("/")
  await send(page, QUESTION)
  await expect(lastReply(page)).toContainText("It is a long story that goes on")
  await expect(lastReply(page)).toContainText("length limit")
})

test("The model is asked for no more words than are allowed", async ({ page, provider }) => {
  await page.goto("/")
  await send(page, QUESTION)
  await provider.expectRequests(1)
  const [request] = await provider.requests()
  expect(request?.body.max_tokens).toBe(REPLY_TOKENS)
})

test("A model that does not know when to stop is held to the limit", async ({ page, provider }) => {
  const pieces = Array.from({ length: 1000 }, () => "word ".repeat(40))
  await provider.play({ pieces, ending: "stop" })
  await page.goto("/")
  await send(page, QUESTION)
  await expectFinished(page)
  const { chats } = await (await page.request.get("/api/my-data")).json()
  const kept = countWords(chats[0].messages[1].text)
  expect(kept, "words kept of 40,000 sent").toBeLessThanOrEqual(REPLY_TOKENS)
  expect(kept).toBeGreaterThan(REPLY_TOKENS / 2)
  const shown = async () => countWords((await lastReply(page).textContent()) ?? "")
  await expect.poll(shown, "words shown of those that are kept").toBe(kept)
})

type Failure = { script: Script; sentence: string; kept?: string }

/** The question after so many others of the chat fails, is failed after a reload, too, and is answered when asked again. */
async function failAndRetry(
  page: Page,
  provider: ProviderControl,
  before: number,
  { script, sentence, kept = "" }: Failure,
): Promise<void> {
  await provider.play(script)
  await send(page, QUESTION)
  await expectFailure()
  await page.reload()
  await expectFailure()
  await provider.play(answer(ANSWER))
  await button(lastReply(page), "Retry").click()
  await expect(lastReply(page)).toContainText(ANSWER)
  await expect(lastReply(page)).not.toContainText("Failed")
  await expect(messages(page, "You")).toHaveCount(before + 1)
  await expectFinished(page)

  async function expectFailure() {
    await expect(messages(page, "Assistant")).toHaveCount(before + 1)
    await expect(lastReply(page)).toContainText("Failed", { timeout: 60_000 })
    await expect(lastReply(page)).toContainText(sentence)
    await expect(lastReply(page)).toContainText(kept)
  }
}

function countWords(text: string): number {
  return text.split("word").length - 1
}
