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

/** Notes from now on how long the machine keeps a page waiting that does nothing. */
export async function watchMachine(idle: Page): Promise<void> {
  await idle.evaluate(() => {
    const stalled = { longest: 0 }
    Object.assign(window, { stalled })
    let last = performance.now()
    setInterval(() => {
      const now = performance.now()
      stalled.longest = Math.max(stalled.longest, now - last)
      last = now
    }, 10)
  })
}

/** The longest time in milliseconds in which a page that does nothing could do nothing. */
export function longestStall(idle: Page): Promise<number> {
  return idle.evaluate(() => (Reflect.get(window, "stalled") as { longest: number }).longest)
}

/** How often the newest answer has grown since last asked, and the longest time in milliseconds between two times. */
export function growth(page: Page): Promise<{ count: number; longestGap: number }> {
  return page.evaluate(() => {
    const gaps = (Reflect.get(window, "seen") as Seen).gaps.splice(0)
    return { count: gaps.length, longestGap: Math.max(0, ...gaps) }
  })
}
