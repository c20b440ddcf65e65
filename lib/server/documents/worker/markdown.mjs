import Turndown from "turndown"
import { tableRow, tableRule } from "./table.mjs"

/** Links to a footnote and back from it: the text has footnotes at its end, and figures in brackets mean a source here. */
const FOOTNOTE = /^(\[?\d+\]?|[↑^])$/

/**
 * What stands in an element of a page, as Markdown: without pictures, and with links only to addresses of the web.
 * @param {Element} element
 */
export function toMarkdown(element) {
  const text = turndown().turndown(/** @type {Turndown.Node} */ (/** @type {unknown} */ (element)))
  return text.replace(/^( *(?:-|\d+\.)) {2,3}(?=\S)/gm, "$1 ")
}

function turndown() {
  const service = new Turndown({ headingStyle: "atx", bulletListMarker: "-", codeBlockStyle: "fenced" })
  // Nothing draws this as a page; marks before letters would only be in the way of searching.
  service.escape = (text) => text
  service.addRule("pictures", { filter: "img", replacement: (_, node) => attribute(node, "alt") })
  service.addRule("links", {
    filter: (node) => node.nodeName === "A" && !/^(https?|mailto|tel):/i.test(attribute(node, "href")),
    replacement: (content) => (FOOTNOTE.test(content) ? "" : content),
  })
  service.addRule("tables", { filter: isDataTable, replacement: (_, node) => `\n\n${tableOf(node)}\n\n` })
  return service
}

/**
 * @param {Turndown.Node} node
 * @param {string} name
 */
function attribute(node, name) {
  return elementOf(node).getAttribute(name) ?? ""
}

/** One column, or tables and headings inside, is a way to lay out a page. */
function isDataTable(/** @type {Turndown.Node} */ node) {
  if (node.nodeName !== "TABLE") return false
  const inside = elementOf(node).querySelector("table, h1, h2, h3, h4, h5, h6")
  return !inside && rowsOf(node).some((cells) => cells.length > 1)
}

function tableOf(/** @type {Turndown.Node} */ node) {
  const [header = [], ...rows] = rowsOf(node)
  const caption = elementOf(node).querySelector("caption")?.textContent.trim()
  const columns = rows.reduce((most, cells) => Math.max(most, cells.length), header.length)
  const lines = [tableRow(header), tableRule(columns), ...rows.map(tableRow)].join("\n")
  return caption ? `${caption}\n\n${lines}` : lines
}

function rowsOf(/** @type {Turndown.Node} */ node) {
  return [...elementOf(node).querySelectorAll("tr")].map((row) =>
    [...row.children].filter(({ nodeName }) => /^T[DH]$/.test(nodeName)).map(cellText),
  )
}

/** Paragraphs in one cell are parted by a space, where their text alone would run together. */
function cellText(/** @type {Element} */ cell) {
  const parts = [...cell.querySelectorAll("p, li, div, br")]
  for (const part of parts) part.after(" ")
  return cell.textContent
}

function elementOf(/** @type {Turndown.Node} */ node) {
  return /** @type {Element} */ (/** @type {unknown} */ (node))
}
