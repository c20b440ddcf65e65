import { parseHTML } from "linkedom"
import mammoth from "mammoth"
import { Failure } from "./failure.mjs"
import { toMarkdown } from "./markdown.mjs"
import { sensibleTitle } from "./title.mjs"
import { unpack } from "./unpack.mjs"

const STYLES = ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => h2:fresh"]

/**
 * A document of Word; other files that are packed in the same way are not read.
 * @param {Buffer} content
 * @returns {Promise<import("./read-file.mjs").Read>}
 */
export async function readDocx(content) {
  const { names, core } = await unpack(content)
  if (!names.has("word/document.xml")) throw new Failure("unknown_kind")
  const { value } = await mammoth.convertToHtml(
    { buffer: content },
    {
      styleMap: STYLES,
      externalFileAccess: false,
      convertImage: mammoth.images.imgElement(async () => ({ src: "" })),
    },
  )
  const { body } = parseHTML(`<html><body>${value}</body></html>`).document
  const title = sensibleTitle(body.querySelector("h1")?.textContent) ?? sensibleTitle(titleIn(core))
  return { kind: "docx", title, pages: [toMarkdown(body)] }
}

function titleIn(/** @type {string} */ core) {
  return core && parseHTML(core).document.querySelector("title, dc\\:title")?.textContent
}
