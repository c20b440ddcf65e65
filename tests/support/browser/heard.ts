import type { Page } from "@playwright/test"

/** Has every page of this tab write down what its live regions say. */
export async function listen(page: Page): Promise<void> {
  await page.addInitScript(writeDown)
}

/**
 * What a screen reader was given to say on this page, in order: words added to regions that were there before them, and
 * alerts. A polite region that comes with its words is often not read, so those do not count.
 */
export function heard(page: Page): Promise<string[]> {
  return page.evaluate(() => (window as unknown as { heard: string[] }).heard)
}

function writeDown(): void {
  const said: string[] = []
  Object.assign(window, { heard: said })
  const polite = "output, [role=status], [aria-live=polite]"
  const note = (words: string | null) => {
    if (words?.trim()) said.push(words.trim())
  }
  const watch = new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      const element = target instanceof Element ? target : target.parentElement
      if (element?.closest(polite)) {
        if (type === "characterData") note(target.textContent)
        for (const node of addedNodes) note(node.textContent)
      }
      for (const node of addedNodes)
        if (node instanceof Element) {
          const alert = node.matches("[role=alert]") ? node : node.querySelector("[role=alert]")
          // What is not shown is not said.
          if (alert?.checkVisibility()) note(alert.textContent)
        }
    }
  })
  watch.observe(document, { subtree: true, childList: true, characterData: true })
}
