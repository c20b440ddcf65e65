import type { Page } from "@playwright/test"
import { answerTo } from "@/tests/support/app/client"
import { ONLY_LONG } from "@/tests/support/app/settings"
import { expect, test } from "@/tests/support/browser/fixtures"
import { expectFine } from "@/tests/support/browser/looks"
import { button } from "@/tests/support/browser/screen"
import { signIn } from "@/tests/support/browser/sign-in"

const PAGE = "/admin/documents"
const HOURS = "# Opening hours\n\nOur hall of books is open from nine to six, on Saturdays from ten to two."
const FEES = "# Fees\n\nA lost card costs five euros. A book that comes back late costs twenty cents a day."

test("Files an operator adds are read, found by a question, replaced, and deleted", async ({ page }) => {
  await signIn(page, PAGE)
  await expect(page.getByText("There are no documents yet")).toBeVisible()
  await expectFine(page, "documents-none")
  await page
    .getByLabel("Add documents")
    .setInputFiles([
      file("hours.md", HOURS),
      file("fees.md", FEES),
      file("nothing.txt", ""),
      file("<b>bold</b> 'quoted'.md", "# <i>Italic</i>\n\nA document whose name is markup."),
    ])
  await expect(row(page, "Opening hours").getByText("Ready")).toBeVisible()
  await expect(row(page, "Fees").getByText("Ready")).toBeVisible()
  await expect(row(page, "<i>Italic</i>").getByText("Ready")).toBeVisible()
  const failed = row(page, "nothing")
  await expect(failed.getByText("Failed")).toBeVisible()
  await expect(failed.getByText("The file is empty.")).toBeVisible()

  const search = page.getByRole("searchbox", { name: "Try a question" })
  await search.fill("What does a lost card cost?")
  await search.press("Enter")
  const passages = page.getByRole("list", { name: "Passages" })
  await expect(passages.getByRole("listitem").first()).toContainText("A lost card costs five euros.")
  await expect(page.getByText(/^Answered from these: .* %|^Answered from these: .*%/)).toBeVisible()
  await expectFine(page, "documents-found")
  await search.fill("Which telescopes does the observatory lend to astronomers?")
  await search.press("Enter")
  await expect(page.getByText(/Not in the documents|No passage has a word of it/)).toBeVisible()

  const chooser = page.waitForEvent("filechooser")
  await row(page, "Fees").getByRole("button", { name: "Replace", exact: true }).click()
  await (await chooser).setFiles(file("fees-2027.md", FEES.replace("five", "seven")))
  await expect(page.getByText("In the place of the one before.")).toBeVisible()
  await expect(row(page, "Fees").getByText("Ready")).toBeVisible()
  await search.fill("What does a lost card cost?")
  await search.press("Enter")
  await expect(passages.getByRole("listitem").first()).toContainText("seven euros")

  await row(page, "Opening hours").getByRole("button", { name: "Read again", exact: true }).click()
  await expect(row(page, "Opening hours").getByText("Ready")).toBeVisible()
  await row(page, "Opening hours").getByRole("button", { name: "Delete", exact: true }).click()
  await button(page.getByRole("alertdialog"), "Delete").click()
  // While the question stands before the page no row of it is found by its role.
  await expect(page.getByRole("alertdialog")).toBeHidden()
  await expect(row(page, "Opening hours")).toHaveCount(0)
  await page.reload()
  await expect(row(page, "Fees")).toBeVisible()
  await expect(row(page, "Opening hours")).toHaveCount(0)
})

test("A text is pasted under a title, with the keyboard alone", ONLY_LONG, async ({ page }) => {
  await signIn(page, PAGE)
  await button(page, "Paste a text").focus()
  await page.keyboard.press("Enter")
  await page.getByLabel("Title").focus()
  await page.keyboard.type("House rules")
  await page.keyboard.press("Tab")
  await page.keyboard.type("Dogs stay outside, guide dogs come in.")
  await page.keyboard.press("Tab")
  await page.keyboard.press("Enter")
  await expect(row(page, "House rules").getByText("Ready")).toBeVisible()
  await expectFine(page, "documents-pasted")
})

test("Files that are dropped anywhere on the page are added", async ({ page }) => {
  await signIn(page, PAGE)
  const data = await page.evaluateHandle((text) => {
    const held = new DataTransfer()
    held.items.add(new File([text], "hours.md"))
    return held
  }, HOURS)
  await page.dispatchEvent("main", "dragover", { dataTransfer: data })
  await expect(page.getByText("Drop the files to add them.")).toBeVisible()
  await page.dispatchEvent("main", "drop", { dataTransfer: data })
  await expect(row(page, "Opening hours").getByText("Ready")).toBeVisible()
  await expect(page.getByText("Drop the files to add them.")).toHaveCount(0)
})

test(
  "A file on its way says how far it is and can be given up, and a large one gets through",
  ONLY_LONG,
  async ({ page }) => {
    await signIn(page, PAGE)
    await page.route("**/api/admin/documents?*", async () => {}, { times: 1 })
    await page.getByLabel("Add documents").setInputFiles(file("hours.md", HOURS))
    const list = page.getByRole("list", { name: "Being added" })
    await expect(list.getByText("sent")).toBeVisible()
    await button(list, "Cancel hours.md").click()
    await expect(list).toHaveCount(0)
    await page.getByLabel("Add documents").setInputFiles(file("large.txt", "A word or two. ".repeat(300_000)))
    await expect(row(page, "large").getByText(/Waiting|Reading|Ready/)).toBeVisible()
  },
)

test("A stranger is asked for the password, and what they send is not taken", async ({ page, db }) => {
  await page.goto(PAGE)
  await expect(page.getByLabel("Password")).toBeVisible()
  await expect(page.getByLabel("Add documents")).toHaveCount(0)
  const sent = await answerTo({ path: "/api/admin/documents?name=hours.md", method: "POST", body: HOURS })
  expect(sent.status).toBe(401)
  const large = "x".repeat(2_000_000)
  const refused = await answerTo({ path: "/api/admin/documents?name=a.md", method: "POST", body: large })
  expect(refused.status).toBe(401)
  expect(await db`select name from documents where source <> 'sample'`).toEqual([])
})

function file(name: string, text: string) {
  return { name, mimeType: "application/octet-stream", buffer: Buffer.from(text) }
}

function row(page: Page, title: string) {
  return page
    .getByRole("table", { name: "Documents" })
    .getByRole("row")
    .filter({ has: page.getByText(title, { exact: true }) })
}
