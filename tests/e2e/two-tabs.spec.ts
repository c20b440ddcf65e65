import type { Locator, Page } from "@playwright/test"
import fc from "fast-check"
import { isLong, LONG } from "@/tests/support/app/settings"
import { expect, test } from "@/tests/support/browser/fixtures"
import { button, composer, converse, messages, open, openChatId } from "@/tests/support/browser/screen"
import { echo } from "@/tests/support/provider/scenarios"

/** In an order in which each can be done. */
const STEPS = ["send", "stop", "retry", "edit", "previous", "next", "reload"] as const
type Step = (typeof STEPS)[number]

const command = fc.record({
  step: fc.constantFrom<Step>(...STEPS, "send", "send", "edit", "previous"),
  tab: fc.constantFrom<0 | 1>(0, 1),
  which: fc.nat(20),
  /** Milliseconds until the next. */
  after: fc.constantFrom(0, 0, 30, 150, 400),
})
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never

/** Each once: a step that no page offers any more is noticed here. */
const EVERY_STEP: Command[] = STEPS.map((step) => ({ step, tab: 0, which: 0, after: 0 }))

type Patience = { timeout: number }
/** For what may not be there: another tab does things as well. */
const AT_ONCE: Patience = { timeout: 700 }
/** For what has to come. */
const IN_TIME: Patience = { timeout: 20_000 }

test(
  "Whatever is done in two tabs at once, both come to show one conversation, each answer under its own question",
  LONG,
  async ({ page, context, provider }) => {
    // Twenty conversations take a minute and a half.
    test.setTimeout(400_000)
    const other = await context.newPage()
    let asked = 0
    const run = async (commands: Command[], does: typeof actIfThere) => {
      const sent = [`Q${++asked}?`]
      await open(page)
      await converse(page, sent[0] ?? "")
      const chatId = await openChatId(page)
      await open(other, `/chat/${chatId}`)
      for (const command of commands) {
        const here = [page, other][command.tab] as Page
        const written = await does(here, command, `Q${++asked}?`)
        if (written) sent.push(...written.split(/\s+/))
        await here.waitForTimeout(command.after)
      }
      await expectAgreement([page, other], chatId, sent)
    }
    // Slow enough that there is something to stop.
    await provider.play(echo(1_000))
    await run(EVERY_STEP, (here, command, text) => act(here, command, text, IN_TIME))
    await provider.play(echo(15))
    const commands = fc.array(command, { minLength: 6, maxLength: 12 })
    const anything = fc.asyncProperty(commands, (some) => run(some, actIfThere))
    await fc.assert(anything, { numRuns: isLong ? 20 : 3, endOnFailure: true })
  },
)

/** The same, where it can be done. */
function actIfThere(page: Page, command: Command, text: string): Promise<string | undefined> {
  return act(page, command, text, AT_ONCE).catch(() => undefined)
}

/** Does it as a person would, and gives what was sent; fails where the button is not there. */
async function act(
  page: Page,
  { step, which }: Command,
  text: string,
  patience: Patience,
): Promise<string | undefined> {
  if (step === "send") {
    // Words that were given back go first, and may come while it is typed.
    if (!(await composer(page).inputValue(patience))) {
      await composer(page).focus(patience)
      await page.keyboard.insertText(text)
    }
    const typed = await composer(page).inputValue(patience)
    await composer(page).press("Enter", patience)
    return typed
  }
  if (step === "reload") await page.reload()
  else if (step === "stop") await button(page, "Stop").click(patience)
  else if (step === "retry") await press(messages(page, "Assistant").last(), "Retry", patience)
  else if (step === "edit") {
    const questions = messages(page, "You")
    await press(questions.nth(which % Math.max(1, await questions.count())), "Edit", patience)
    await page.getByRole("textbox", { name: "Your question" }).fill(text, patience)
    await button(page, "Save").click(patience)
  } else {
    const turns = button(page, step === "previous" ? "Previous version" : "Next version")
    await turns.nth(which % Math.max(1, await turns.count())).click(patience)
  }
  return undefined
}

async function press(message: Locator, name: string, patience: Patience): Promise<void> {
  await message.hover(patience)
  await button(message, name).click(patience)
}

type Taken = {
  id: string
  role: string
  status: string
  text: string | null
  isShown: boolean
  parentId: string
}

/** Once both tabs are quiet they show what is stored, and nothing that was sent is lost, or there twice. */
async function expectAgreement(pages: [Page, Page], chatId: string, sent: string[]): Promise<void> {
  const taken = async (): Promise<Taken[]> => {
    const { chats } = await (await pages[0].request.get("/api/my-data")).json()
    return chats.find(({ id }: { id: string }) => id === chatId).messages
  }
  await expect(async () => {
    // What is being reworded stays as it is; and words that are refused are so when their answer comes.
    for (const page of pages) await leaveRewording(page)
    // As a tab does that comes to the front: one that was left at once told nobody of what it did last.
    for (const page of pages) await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")))
    const stored = (await taken()).filter(({ isShown }) => isShown).map(markOf)
    for (const page of pages) expect(await shown(page), "what a tab shows").toEqual(stored)
    for (const page of pages) await expect(button(page, "Stop")).toBeHidden()
  }).toPass({ timeout: 20_000 })

  const all = await taken()
  const questions = all.filter(({ role }) => role === "user").map(({ text }) => text)
  expect(questions.length, "asked twice").toBe(new Set(questions).size)
  for (const { role, text, status, parentId } of all) {
    if (role !== "assistant") continue
    const echoed = `You asked: ${all.find(({ id }) => id === parentId)?.text}`
    if (status === "complete") expect(text).toBe(echoed)
    else expect(echoed.startsWith(text ?? ""), `${status}: ${text}`).toBe(true)
  }
  const there = await Promise.all(
    pages.map(async (page) => [await composer(page).inputValue(), await said(page)]),
  )
  const words = [...questions, ...there.flat()].join(" ")
  expect(
    sent.filter((text) => !words.includes(text)),
    "lost",
  ).toEqual([])
}

/** Where words were refused the question is still being reworded. */
async function leaveRewording(page: Page): Promise<void> {
  if (!(await button(page, "Cancel").isVisible())) return
  await button(page, "Cancel").click()
  await button(page, "Throw away")
    .click(AT_ONCE)
    .catch(() => undefined)
}

/** `You Q3`, `Assistant Q3`, or `Assistant` where it broke off before: which message it is. */
function markOf({ role, text }: Pick<Taken, "role" | "text">): string {
  return `${role === "user" ? "You" : "Assistant"} ${/Q\d+/.exec(text ?? "")?.[0] ?? ""}`
}

function shown(page: Page): Promise<string[]> {
  return page
    .getByRole("log", { name: "Conversation", exact: true })
    .getByRole("article")
    .evaluateAll((articles) =>
      articles.map(
        (article) =>
          `${article.getAttribute("aria-label")} ${/Q\d+/.exec(article.textContent ?? "")?.[0] ?? ""}`,
      ),
    )
}

function said(page: Page): Promise<string> {
  return page.locator("main").innerText()
}
