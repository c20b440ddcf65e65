import { decode } from "./decode.mjs"
import { Failure } from "./failure.mjs"
import { isHtml, isNamed, readPlain } from "./plain.mjs"

/**
 * @typedef {object} Read what is written in a file, as Markdown
 * @property {import("../../../documents").DocumentKind} kind
 * @property {string | undefined} title the document's own
 * @property {string[]} pages one for a file without pages
 */

/**
 * What a file is, is told by its content; its name only says which kind of text a text is.
 * @param {string} name
 * @param {Uint8Array} content
 * @returns {Promise<Read | { failure: import("../../../documents").DocumentFailure }>}
 */
export async function readFile(name, content) {
  try {
    const read = await readKind(name, Buffer.from(content.buffer, content.byteOffset, content.byteLength))
    if (!read.pages.some(hasWords)) return { failure: isText(read.kind) ? "empty" : "no_text" }
    return read
  } catch (error) {
    return { failure: error instanceof Failure ? error.code : "damaged" }
  }
}

/**
 * What is needed for one kind is loaded when the first of that kind comes: most files are plain text.
 * @param {string} name
 * @param {Buffer} content
 * @returns {Promise<Read>}
 */
async function readKind(name, content) {
  if (content.length === 0) throw new Failure("empty")
  if (content.subarray(0, 1024).includes("%PDF-")) return (await import("./pdf.mjs")).readPdf(content)
  if (startsWith(content, "504b0304") || startsWith(content, "504b0506")) {
    return (await import("./docx.mjs")).readDocx(content)
  }
  if (isLockedOffice(content)) throw new Failure("password")
  const text = decode(content)
  if (text === undefined || /^(\{\\rtf|%!PS)/.test(text)) throw new Failure("unknown_kind")
  if (isHtml(name, text)) return (await import("./html.mjs")).readHtml(text)
  return (isNamed(name, "csv", "tsv") && (await import("./csv.mjs")).readCsv(text)) || readPlain(name, text)
}

/** Word packs a document with a password into the kind of file that its own were before 2007. */
function isLockedOffice(/** @type {Buffer} */ content) {
  return startsWith(content, "d0cf11e0") && content.includes(Buffer.from("EncryptedPackage", "utf16le"))
}

/**
 * @param {Buffer} content
 * @param {string} bytes in hexadecimal
 */
function startsWith(content, bytes) {
  return content.toString("hex", 0, 4) === bytes
}

/** Those of which a file without words is nothing but blank, and not a picture of a page. */
function isText(/** @type {string} */ kind) {
  return kind === "md" || kind === "txt" || kind === "csv"
}

function hasWords(/** @type {string} */ page) {
  return /[\p{L}\p{N}]/u.test(page)
}
