import { getResolvedPDFJS } from "unpdf"
import { Failure } from "./failure.mjs"
import { toPages } from "./pdf-text.mjs"
import { sensibleTitle } from "./title.mjs"

/** @typedef {Awaited<ReturnType<typeof import("unpdf").getDocumentProxy>>} PDFDocument */

const MOST_PAGES = 2_000

/**
 * @param {Buffer} content
 * @returns {Promise<import("./read-file.mjs").Read>}
 */
export async function readPdf(content) {
  const { getDocument } = await getResolvedPDFJS()
  const task = getDocument({
    data: new Uint8Array(content),
    verbosity: 0,
    disableFontFace: true,
    useSystemFonts: true,
  })
  try {
    return await readAll(await task.promise)
  } catch (error) {
    throw error instanceof Error && error.name === "PasswordException" ? new Failure("password") : error
  } finally {
    await task.destroy()
  }
}

/**
 * @param {PDFDocument} pdf
 * @returns {Promise<import("./read-file.mjs").Read>}
 */
async function readAll(pdf) {
  if (pdf.numPages > MOST_PAGES) throw new Failure("too_many_pages")
  const pages = []
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const page = await pdf.getPage(number)
    pages.push(linesOf((await page.getTextContent()).items))
    page.cleanup()
  }
  const { info } = await pdf.getMetadata()
  const texts = toPages(pages)
  const title =
    sensibleTitle("Title" in info && info.Title) ?? sensibleTitle(/^# (.+)/m.exec(texts[0] ?? "")?.[1])
  return { kind: "pdf", title, pages: texts }
}

/**
 * @param {Awaited<ReturnType<Awaited<ReturnType<PDFDocument["getPage"]>>["getTextContent"]>>["items"]} items
 * @returns {import("./pdf-text.mjs").Line[]}
 */
function linesOf(items) {
  /** @type {import("./pdf-text.mjs").Line[]} */
  const lines = []
  let open = false
  for (const item of items) {
    if (!("str" in item)) continue
    const last = lines.at(-1)
    const [, , , , x, y] = item.transform
    if (open && last) last.text += item.str
    else if (item.str.trim()) lines.push({ text: item.str, x, y, size: item.height })
    const added = lines.at(-1)
    if (added && item.str.trim()) added.size = Math.max(added.size, item.height)
    open = !item.hasEOL && (open || item.str.trim() !== "")
  }
  return lines
}
