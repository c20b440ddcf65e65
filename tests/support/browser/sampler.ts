import type { Page } from "@playwright/test"

type Seen = { length: number; last: number; gaps: number[] }

/** Notes from now on when the newest answer grows on the page. */
export async function watchWords(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen: Seen = { length: 0, last: 0, gaps: [] }
    Object.assign(window, { seen })
    new MutationObserver(() => {
      const answers = document.querySelectorAll("article[aria-label=Assistant]")
      const length = answers.item(answers.length - 1)?.querySelector(".markdown")?.textContent?.length ?? 0
      const now = performance.now()
      // Until an answer's first words the model is waited for, not the page.
      if (length > seen.length && seen.length > 0) seen.gaps.push(now - seen.last)
      if (length !== seen.length) seen.last = now
      seen.length = length
    }).observe(document.body, { childList: true, subtree: true, characterData: true })
  })
}

/**
 * Notes from now on how long the machine keeps a process waiting that does nothing: this one, as a page that is busy holds up
 * others beside it. The function gives the longest time in milliseconds.
 */
export function watchMachine(): () => number {
  let longest = 0
  let last = performance.now()
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }, 10)
  timer.unref()
  return () => longest
}

/** How often the newest answer has grown since last asked, and the longest time in milliseconds between two times. */
export function growth(page: Page): Promise<{ count: number; longestGap: number }> {
  return page.evaluate(() => {
    const gaps = (Reflect.get(window, "seen") as Seen).gaps.splice(0)
    return { count: gaps.length, longestGap: Math.max(0, ...gaps) }
  })
}
