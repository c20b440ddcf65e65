import { Readability } from "@mozilla/readability"
import { parseHTML } from "linkedom"
import { toMarkdown } from "./markdown.mjs"
import { sensibleTitle } from "./title.mjs"

/** What holds no words of the page, and what a person does not see of it: instructions may hide there. */
const UNSEEN =
  "script, style, noscript, template, iframe, object, embed, svg, canvas, button, input, select, textarea, dialog, [hidden], [aria-hidden=true], [style*='display:none'], [style*='display: none'], [style*='visibility:hidden'], [style*='visibility: hidden'], [style*='font-size:0'], [style*='font-size: 0']"

const AROUND = "nav, header, footer, aside"

/**
 * What a page of the web says, without what stands around it on every page. Nothing is fetched.
 * @param {string} text
 * @returns {import("./read-file.mjs").Read}
 */
export function readHtml(text) {
  const { document } = parseHTML(text.includes("<html") ? text : `<html><body>${text}</body></html>`)
  const headings = [...document.querySelectorAll("h1")].map((heading) => heading.textContent)
  const title =
    sensibleTitle(headings.length === 1 ? headings[0] : undefined) ?? sensibleTitle(document.title)
  for (const element of document.querySelectorAll(UNSEEN)) element.remove()
  return { kind: "html", title, pages: [toMarkdown(contentOf(document))] }
}

/** Readability drops most of some short pages: then it is the whole main part. */
function contentOf(/** @type {Document} */ document) {
  const around = [...document.querySelectorAll(AROUND)].filter((element) => !element.closest("main, article"))
  for (const element of around) element.remove()
  const article = articleOf(document)
  const main = document.querySelector("main, [role=main]") ?? document.body
  return article && lengthOf(article) > lengthOf(main) / 2 ? article : main
}

function articleOf(/** @type {Document} */ document) {
  const copy = /** @type {Document} */ (document.cloneNode(true))
  const content = new Readability(copy, { disableJSONLD: true }).parse()?.content
  return content ? parseHTML(`<html><body>${content}</body></html>`).document.body : undefined
}

function lengthOf(/** @type {Element} */ element) {
  return element.textContent.replace(/\s+/g, "").length
}
