/** Bytes that are looked at to tell how a text is written. */
const SAMPLE = 64 * 1024

/**
 * The text that bytes are: UTF-8, UTF-16 with or without its mark, or Windows-1252, which is Latin-1 with more letters.
 * @param {Buffer} content
 * @returns {string | undefined} undefined when they are no text
 */
export function decode(content) {
  const marked = /^(fffe|feff)/.exec(content.toString("hex", 0, 2))?.[1]
  if (marked) return textIn(content, marked === "fffe" ? "utf-16le" : "utf-16be")
  const utf8 = textIn(content, "utf-8")
  if (utf8 !== undefined && isWhole(utf8)) return utf8
  const utf16 = /** @type {const} */ (["utf-16le", "utf-16be"]).find((encoding) => isUtf16(content, encoding))
  return textIn(content, utf16 ?? "windows-1252")
}

/**
 * @param {Buffer} content
 * @param {string} encoding
 */
function textIn(content, encoding) {
  const text = new TextDecoder(encoding).decode(content)
  return hasControls(text.slice(0, SAMPLE)) || hasControls(text.slice(-SAMPLE)) ? undefined : text
}

/** One stray control is forgiven in a text of 500 characters; NUL never is. */
function hasControls(/** @type {string} */ text) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  const controls = [...text.matchAll(/[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]/g)].map(([found]) => found)
  return controls.includes("\0") || controls.length > text.length / 500
}

/** Some broken characters among many good ones are a damaged UTF-8; mostly broken ones are another encoding. */
function isWhole(/** @type {string} */ text) {
  const broken = text.match(/\ufffd/g)?.length ?? 0
  if (broken === 0) return true
  return (text.match(/[\u0080-\ufffc]/g)?.length ?? 0) > 20 * broken
}

/**
 * Without a mark: read so, all are characters that exist, and the ordinary ones are among them.
 * @param {Buffer} content
 * @param {"utf-16le" | "utf-16be"} encoding
 */
function isUtf16(content, encoding) {
  if (content.length % 2 === 1) return false
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(content.subarray(0, SAMPLE), {
      stream: true,
    })
    const ordinary = text.match(/[\x20-\x7e\r\n\t]/g)?.length ?? 0
    return ordinary > text.length / 100 && !hasControls(text) && !/[\p{Cn}\p{Co}]/u.test(text)
  } catch {
    return false
  }
}
