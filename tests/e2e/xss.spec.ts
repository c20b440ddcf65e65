import type { Page } from "@playwright/test"
import type { Token } from "markdown-it"
import temml from "temml"
import { parse } from "@/components/chat/markdown/parse"
import { APP_URL, isLong, LONG, ONLY_LONG } from "@/tests/support/app/settings"
import {
  type ActionRequest,
  captureAction,
  newMessage,
  replay,
  resultOf,
} from "@/tests/support/browser/actions"
import { expect, test } from "@/tests/support/browser/fixtures"
import {
  button,
  chatLinks,
  chooseOption,
  expectFinished,
  lastReply,
  messages,
  rename,
  send,
} from "@/tests/support/browser/screen"
import type { ProviderControl } from "@/tests/support/provider/control"
import { xssPayloads, xssTexts } from "@/tests/support/security/xss"
import { type Alarm, findOffences, isOfApp, listenForAlarms } from "@/tests/support/security/xss-alarms"

// Everything a stranger can put on a page: what visitors write, what models answer, what chats are called; and on the
// copy they download. There are no documents yet, so there are no names of documents.
const payloads = xssPayloads()

/** All of them take minutes: `npm run test:long` does, `npm test` tries every thirteenth, spread over all kinds. */
const some = payloads.filter((_, at) => isLong || at % 13 === 0)
const MESSAGE_BYTES = 32_000
const TITLE_BYTES = 200
const LISTED = 50
/** Half a second between two looks: looking at all of it takes the page's time. */
const WAITING = { intervals: [500], timeout: 60_000 }

for (const bypassCSP of [false, true]) {
  // All where nothing but the app itself stands in their way; where the policy does, too, every third will do.
  const every = (isLong ? 1 : 3) * (bypassCSP ? 1 : 3)
  const tried = some.filter((_, at) => at % every === 0)
  test.describe(`With the page's content policy ${bypassCSP ? "switched off" : "in force"}`, LONG, () => {
    test.use({ bypassCSP })
    test.setTimeout(300_000)

    test("no payload in a question or an answer runs, calls another host or becomes more than words and links", async ({
      page,
      context,
      provider,
    }) => {
      const alarms = await listenForAlarms(context, APP_URL)
      const texts = xssTexts(tried, MESSAGE_BYTES)
      for (const text of texts) {
        await provider.play({ pieces: oddPieces(text), pace: 1, ending: "stop" })
        await page.goto("/")
        await send(page, text)
        await expect(lastReply(page)).toBeVisible()
        await expect
          .poll(async () => {
            expect(await findOffences(page), "while it is written").toEqual([])
            return button(page, "Stop").isVisible()
          }, WAITING)
          .toBe(false)
        await expectDrawn(page, text)
        expect(await findOffences(page), "when it is written").toEqual([])
        await page.reload()
        await expectDrawn(page, text)
        expect(await findOffences(page), "when it is read again").toEqual([])
      }
      await openCopy(page)
      const copied = await page.locator("article > div").allTextContents()
      expect(copied.toSorted()).toEqual([...texts, ...texts].toSorted())
      expect(await findOffences(page, "body"), "in the copy to read").toEqual([])
      expect(alarms).toEqual([])
      await forget(provider)
    })

    test(
      "no payload in a title runs, calls another host or becomes more than words",
      ONLY_LONG,
      async ({ page, context, provider }) => {
        const titles = xssTexts(tried.map(oneLine), TITLE_BYTES, " ")
        const alarms = await listenForAlarms(context, APP_URL)
        await page.goto("/")
        const sending = await captureAction(page, () => send(page, "Words of no harm"))
        await expectFinished(page)
        const renaming = await captureAction(page, () => rename(page, "A name of no harm"))
        const chatIds = await beginChats(page, sending)
        for (let first = 0; first < titles.length; first += LISTED) {
          const named = titles.slice(first, first + LISTED)
          await renameAll(page, renaming, chatIds, named)
          await page.goto(`/chat/${chatIds[0]}`)
          await expect(page.getByRole("heading", { level: 1 })).toHaveText(named[0] ?? "")
          const listed = await chatLinks(page).allTextContents()
          expect(named.filter((title) => !listed.includes(title))).toEqual([])
          expect(await findOffences(page)).toEqual([])
          await openCopy(page)
          const headings = await page.getByRole("heading", { level: 2 }).allTextContents()
          expect(named.filter((title) => !headings.includes(title))).toEqual([])
          expect(await findOffences(page, "body"), "in the copy to read").toEqual([])
        }
        await page.goto(`/chat/${chatIds[0]}`)
        await chooseOption(page, "Delete")
        await expect(page.getByRole("alertdialog")).toContainText("will be gone for good")
        expect(await findOffences(page), "asked whether to delete it").toEqual([])
        expect(alarms).toEqual([])
        await forget(provider)
      },
    )
  })
}

test("The list of payloads is long enough", () => {
  expect(payloads.length).toBeGreaterThanOrEqual(2000)
})

test.describe("The same payloads, put into the page as HTML", LONG, () => {
  test("are all noticed without the content policy", async ({ browser }) => {
    const context = await browser.newContext({ bypassCSP: true })
    const alarms = await listenForAlarms(context, APP_URL)
    const page = await context.newPage()
    const offences = await insertAll(page)
    await expect.poll(() => kindsOf(alarms)).toEqual(["fetched", "opened", "ran"])
    expect(kindsOf(offences)).toEqual(["address", "element", "handler", "link", "style"])
    await context.close()
  })

  test("are held back by the content policy, which is noticed, too", async ({ browser }) => {
    const context = await browser.newContext()
    const alarms = await listenForAlarms(context, APP_URL)
    const page = await context.newPage()
    await insertAll(page)
    await expect.poll(() => kindsOf(alarms)).toContain("refused")
    await context.close()
  })
})

/** Pieces of 1 to 60 UTF-16 units, cut wherever it falls: in tags, in addresses, in code points. */
function oddPieces(text: string): string[] {
  const pieces: string[] = []
  for (let at = 0; at < text.length; ) {
    const length = 1 + ((at * 7 + pieces.length * 13) % 60)
    pieces.push(text.slice(at, at + length))
    at += length
  }
  return pieces
}

/** The question letter by letter; the answer drawn to its end, with every link, formula and piece of code there is in it. */
async function expectDrawn(page: Page, text: string) {
  expect(await messages(page, "You").locator("p").textContent()).toBe(text)
  const tokens = parse(text).blocks.flatMap((block) => block.tokens)
  const all = tokens.flatMap((token) => [token, ...(token.children ?? [])])
  const drawn: [string, Token[]][] = [
    ["a[target=_blank]", linksOf(all)],
    ["pre", all.filter(({ type }) => /^(?:fence|code_block)$/.test(type))],
    ["math", all.filter(({ type, content }) => type.startsWith("math_") && isFormula(content))],
  ]
  for (const [elements, { length }] of drawn) {
    const count = () => lastReply(page).locator(elements).count()
    await expect.poll(count, { ...WAITING, message: elements }).toBeGreaterThanOrEqual(length)
  }
}

/** An image is drawn as a link, but not within one. */
function linksOf(tokens: Token[]): Token[] {
  let open = 0
  return tokens.filter(({ type, nesting }) => {
    if (type.startsWith("link_")) open += nesting
    return type === "link_open" || (type === "image" && open === 0)
  })
}

/** The visitor's copy to read, as a page of its own: only the policy it carries itself is left. */
async function openCopy(page: Page) {
  const copy = await page.request.get("/api/my-data?format=html")
  expect(copy.status()).toBe(200)
  const body = await copy.text()
  await page.route("**/my-data", (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body }))
  await page.goto("/my-data")
}

/** Whether the page's typesetter, with the page's limits, can read it. */
function isFormula(tex: string): boolean {
  try {
    return temml.renderToString(tex, { maxExpand: 200, maxSize: [20, 20], throwOnError: true }) !== ""
  } catch {
    return false
  }
}

function oneLine(payload: string): string {
  return payload.replace(/\s+/g, " ").slice(0, TITLE_BYTES).trim().toWellFormed()
}

/** One chat for each row of the list, named after its first question: a payload short enough to be a whole title. */
async function beginChats(page: Page, sending: ActionRequest): Promise<string[]> {
  const short = payloads.filter((payload) => payload.length <= 60 && oneLine(payload) === payload)
  const inputs = short.slice(0, LISTED).map((payload) => newMessage(payload))
  for (const input of inputs) {
    expect(await resultOf(await replay(page.request, sending, input))).toMatchObject({ ok: true })
  }
  await page.goto("/")
  const questions = inputs.map(({ text }) => text)
  const listed = await chatLinks(page).allTextContents()
  expect(listed.slice(0, LISTED)).toEqual(questions.reverse())
  expect(await findOffences(page)).toEqual([])
  return inputs.map(({ chatId }) => chatId)
}

async function renameAll(page: Page, renaming: ActionRequest, chatIds: string[], titles: string[]) {
  for (const [at, title] of titles.entries()) {
    const response = await replay(page.request, renaming, { chatId: chatIds[at], title })
    expect(await resultOf(response)).toMatchObject({ ok: true })
  }
}

/** All payloads as markup into the conversation's place on the page, a few at a time; what was found there. */
async function insertAll(page: Page): Promise<string[]> {
  const offences: string[] = []
  // What would lead away from the page leads nowhere: the rest of it is still to be seen.
  await page.route(
    (url) => !isOfApp(url.href, APP_URL),
    (route) => route.fulfill({ status: 204 }),
  )
  for (const html of xssTexts(some, 8_000, "\n")) {
    await page.goto("/")
    await page.evaluate((markup) => {
      const log = document.body.appendChild(document.createElement("div"))
      log.role = "log"
      log.append(document.createRange().createContextualFragment(markup))
    }, html)
    offences.push(...(await findOffences(page)))
  }
  return offences
}

function kindsOf(found: (Alarm | string)[]): string[] {
  const kinds = found.map((one) => (typeof one === "string" ? one.split(":", 1)[0] : one.kind))
  return [...new Set(kinds)].map(String).sort()
}

/** Half a megabyte was said here: to look for all of it in the database would take minutes, and others do. */
async function forget(provider: ProviderControl) {
  provider.answers.clear()
  await provider.reset()
}
