import type { Locator, Page } from "@playwright/test"
import type { Sql } from "postgres"
import { ONLY_LONG } from "@/tests/support/app/settings"
import { expectAccessible } from "@/tests/support/browser/axe"
import { expect, test } from "@/tests/support/browser/fixtures"
import { button, converse, expectFinished, lastReply, open, send } from "@/tests/support/browser/screen"
import { citedGuide, documentRow, GUIDE } from "@/tests/support/documents/cited"
import { plantSources } from "@/tests/support/documents/plant-cited"
import type { ProviderControl } from "@/tests/support/provider/control"
import { answer } from "@/tests/support/provider/scenarios"

const ANSWER =
  "From **10 to 18**, never on Sundays [1]. Buses stop nearby [2], and `list[1]` is code [9].\n\nSee above [1]."
const PICTURES = "test-results/screenshots"
const QUOTED = "In winter the reading room is open from ten to six."

test("A number in an answer opens the passage it stands for, marked in its document, and gives the focus back", async ({
  page,
  db,
  provider,
}) => {
  await conversation(page, db, provider)
  await expect(links(page, "[1]")).toHaveCount(2)
  await expect(links(page, "[9]")).toHaveCount(0)
  await expect(lastReply(page)).toContainText("list[1] is code [9]")

  await links(page, "[1]").first().click()
  const dialog = page.getByRole("dialog", { name: GUIDE.title, exact: true })
  await expect(dialog).toContainText("Welcome to the library.")
  await expect(dialog).toContainText("The bus stops at the <script>alert(1)</script> gate.")
  await expect(dialog).toContainText("Visitor guide › Opening hours, Page 3")
  await expect(dialog.locator("mark")).toHaveCount(1)
  await expect(dialog.locator("mark")).toContainText(QUOTED)
  await expect(dialog.locator("mark")).toContainText(/Sunday\s+closed/)
  await expect(dialog.locator("mark")).not.toContainText(/Welcome|bus|\*|\|/)
  await expect(dialog.locator("mark")).toBeInViewport()
  await expect(dialog.getByRole("region", { name: "Passage", exact: true })).toBeFocused()
  await page.keyboard.press("Escape")
  await expect(dialog).toBeHidden()
  await expect(links(page, "[1]").first()).toBeFocused()

  await page.keyboard.press("Enter")
  await expect(dialog.locator("mark")).toContainText(QUOTED)
  await button(dialog, "Close").click()
  await expect(links(page, "[1]").first()).toBeFocused()
  await expect(page).toHaveURL(/\/chat\/[0-9a-f-]{36}$/)
})

test(
  "The list of sources opens the same passages, and is there after a reload",
  ONLY_LONG,
  async ({ page, db, provider }) => {
    await conversation(page, db, provider)
    const list = lastReply(page).getByRole("list", { name: "Sources", exact: true })
    const entries = list.getByRole("button")
    await expect(entries).toHaveText([
      "[1] Visitor guide <b>2026</b> › Visitor guide › Opening hours, page 3",
      "[2] Visitor guide <b>2026</b> › Visitor guide › Opening hours, page 3",
    ])
    await page.reload()
    await entries.first().focus()
    await page.keyboard.press("Enter")
    const dialog = page.getByRole("dialog", { name: GUIDE.title })
    await expect(dialog.locator("mark")).toContainText(QUOTED)
    await page.keyboard.press("Escape")
    await expect(entries.first()).toBeFocused()
  },
)

test("A passage opened in the moment another is closed stays open", async ({ page, db, provider }) => {
  await conversation(page, db, provider)
  await links(page, "[1]").first().click()
  const dialog = page.getByRole("dialog", { name: GUIDE.title })
  await expect(dialog).toContainText("Welcome to the library.")
  await page.evaluate(() => {
    const key = { key: "Escape", bubbles: true }
    document.querySelector("dialog section")?.dispatchEvent(new KeyboardEvent("keydown", key))
    ;(document.activeElement as HTMLElement).click()
  })
  await expect(dialog.locator("mark")).toContainText(QUOTED)
  await expect(dialog).toContainText("Welcome to the library.")
})

test("What was quoted stays readable when its document has changed or is gone, and it is said so", async ({
  page,
  db,
  provider,
}) => {
  const { documentId } = await conversation(page, db, provider)
  await db`update documents set version = 2, text = 'Nothing of it.' where id = ${documentId}`
  await links(page, "[1]").first().click()
  const dialog = page.getByRole("dialog", { name: GUIDE.title })
  await expect(dialog).toContainText("This document has changed since")
  await expect(dialog.locator("mark")).toContainText(QUOTED)
  await page.keyboard.press("Escape")
  await db`delete from documents where id = ${documentId}`
  await links(page, "[1]").first().click()
  await expect(dialog).toContainText("This document is no longer there")
  await expect(dialog.locator("mark")).toContainText(QUOTED)
  await expect(dialog).not.toContainText("Welcome to the library.")
  await expectAccessible(page, "the passage of a document that is gone")
})

test(
  "Answers with sources and their dialog are accessible and fit a telephone, light and dark",
  ONLY_LONG,
  async ({ page, db, provider }) => {
    await conversation(page, db, provider)
    for (const [width, height] of [
      [360, 640],
      [1440, 900],
    ] as const)
      for (const colorScheme of ["light", "dark"] as const) {
        await page.setViewportSize({ width, height })
        await page.emulateMedia({ colorScheme })
        await expectAccessible(page, `an answer with sources, ${colorScheme}, ${width} px`)
        await page.screenshot({
          path: `${PICTURES}/sources-${width}-${colorScheme}.png`,
          animations: "disabled",
        })
        await links(page, "[1]").last().click()
        const dialog = page.getByRole("dialog", { name: GUIDE.title })
        await expect(dialog).toContainText("Welcome to the library.")
        await expectAccessible(page, `its dialog, ${colorScheme}, ${width} px`)
        expect(await overhang(page)).toBeLessThanOrEqual(0)
        await page.screenshot({
          path: `${PICTURES}/source-${width}-${colorScheme}.png`,
          animations: "disabled",
        })
        await page.keyboard.press("Escape")
      }
  },
)

test(
  "Sources are printed as lines of text, copied with the answer and in both exports",
  ONLY_LONG,
  async ({ page, db, provider }) => {
    await conversation(page, db, provider)
    await page.emulateMedia({ media: "print" })
    const list = lastReply(page).getByRole("list", { name: "Sources", exact: true })
    await expect(
      list.getByText("Visitor guide <b>2026</b> › Visitor guide › Opening hours, page 3").first(),
    ).toBeVisible()
    await page.screenshot({ path: `${PICTURES}/sources-print.png`, fullPage: true })
    await page.emulateMedia({ media: null })

    await page.context().grantPermissions(["clipboard-read", "clipboard-write"])
    await button(lastReply(page), "Copy").click()
    await expect(lastReply(page).getByText("Copied").first()).toBeVisible()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    const line = `${GUIDE.title}, Visitor guide › Opening hours, Page 3`
    expect(copied).toBe(`${ANSWER}\n\n[1] ${line}\n[2] ${line}`)

    const json = await (await page.request.get("/api/my-data")).json()
    expect(json.chats[0].messages[1].sources).toMatchObject([
      { number: 1, title: GUIDE.title, page: 3, text: GUIDE.passage },
      { number: 2 },
    ])
    const html = await (await page.request.get("/api/my-data?format=html")).text()
    expect(html).toContain("<h4>Sources</h4>")
    expect(html).not.toContain(GUIDE.title)
  },
)

test("An answer that the documents do not hold says so under its words, unless these do", async ({
  page,
  db,
  provider,
}) => {
  await open(page)
  await provider.play(answer("I have found nothing about that."))
  await converse(page, "Is there a sauna?")
  await expect(lastReply(page)).not.toContainText("Not in the documents")
  await db`update messages set unanswered = true where role = 'assistant'`
  await page.reload()
  await expect(lastReply(page).getByText("Not in the documents", { exact: true })).toBeVisible()
  await page.screenshot({ path: `${PICTURES}/unanswered.png`, animations: "disabled" })
  await provider.play(answer("**Not in the documents.** Ask at the desk."))
  await converse(page, "Is there a pool?")
  await db`update messages set unanswered = true where role = 'assistant'`
  await page.reload()
  await expect(lastReply(page).getByText("Not in the documents")).toHaveCount(1)
})

test("A passage is shown before its surroundings are there", ONLY_LONG, async ({ page, db, provider }) => {
  await conversation(page, db, provider)
  const held = Promise.withResolvers<void>()
  await page.route("**/chat/**", async (route) => {
    await held.promise
    await route.continue()
  })
  await links(page, "[1]").first().click()
  const dialog = page.getByRole("dialog", { name: GUIDE.title })
  await expect(dialog.locator("mark")).toContainText(QUOTED)
  await expect(dialog).not.toContainText("Welcome to the library.")
  held.resolve()
  await expect(dialog).toContainText("Welcome to the library.")
})

/** A question and an answer that cites the guide twice, by two numbers. */
async function conversation(page: Page, db: Sql, provider: ProviderControl) {
  await open(page)
  await provider.play(answer(ANSWER))
  await send(page, "When may I come?")
  await expectFinished(page)
  await expect(page).toHaveURL(/\/chat\//)
  const source = citedGuide()
  await db`insert into documents ${db(documentRow(source.documentId))}`
  await plantSources(db, [source, { ...source, number: 2 }])
  await page.reload()
  await expect(links(page, "[1]").first()).toBeVisible()
  return source
}

function links(page: Page, name: string): Locator {
  return lastReply(page).getByRole("link", { name, exact: true })
}

function overhang(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}
