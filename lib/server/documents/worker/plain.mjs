/** @typedef {import("./read-file.mjs").Read} Read */

/**
 * Whether a text is a page of the web: it begins as one, or is called one and has tags.
 * @param {string} name
 * @param {string} text
 */
export function isHtml(name, text) {
  const start = text.slice(0, 4096).replace(/<!--.*?-->|<\?xml[^>]*>/gs, "")
  if (/^\s*<(!doctype html|html|head|body)\b/i.test(start)) return true
  return isNamed(name, "html", "htm", "xhtml") && /<\/?[a-z][a-z0-9]*[\s/>]/i.test(text)
}

/**
 * @param {string} name of a file
 * @param {string[]} endings
 */
export function isNamed(name, ...endings) {
  return endings.includes(/\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? "")
}

/**
 * @param {string} name
 * @param {string} text
 * @returns {Read}
 */
export function readPlain(name, text) {
  if (!isNamed(name, "md", "markdown", "mdx")) return { kind: "txt", title: undefined, pages: [text] }
  const [head = "", front = ""] = /^---\r?\n(.*?)\r?\n---\r?\n/s.exec(text) ?? []
  const body = text.slice(head.length)
  return { kind: "md", title: frontTitle(front) ?? firstHeading(body), pages: [body] }
}

/** The title that stands before the text of many Markdown files, among other things about it. */
function frontTitle(/** @type {string} */ front) {
  return /^title:\s*(["']?)(.+?)\1\s*$/m.exec(front)?.[2]
}

/** The first of the first rank; what looks like one in a block of code is none. */
function firstHeading(/** @type {string} */ text) {
  const prose = text.replace(/^(```|~~~).*?^\1/gms, "")
  return /^# +(.+?)[ #]*\r?$/m.exec(prose)?.[1] ?? /^(\S.*)\r?\n=+\s*$/m.exec(prose)?.[1]
}
