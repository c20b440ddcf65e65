import type { Page } from "@playwright/test"

/** Does to the page's texts what translators of pages do: each is taken out, and `font` elements stand in its place. */
export async function translate(page: Page): Promise<void> {
  await page.evaluate(() => {
    const isOurs = (text: Node) =>
      !text.parentElement || text.parentElement.closest("font, script, style, textarea, [translate=no]")
    const wrap = (text: Node) => {
      if (isOurs(text) || !text.nodeValue?.trim()) return
      const outer = document.createElement("font")
      const inner = outer.appendChild(document.createElement("font"))
      inner.textContent = text.nodeValue
      text.parentNode?.replaceChild(outer, text)
    }
    const wrapAll = () => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
      const texts: Node[] = []
      while (walker.nextNode()) texts.push(walker.currentNode)
      texts.forEach(wrap)
    }
    wrapAll()
    new MutationObserver(wrapAll).observe(document.body, {
      childList: true,
      subtree: true,
      characterData: true,
    })
  })
}
