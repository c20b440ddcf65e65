import { expect, type Locator, type Page } from "@playwright/test"
import { converse, openChatId } from "./screen"

export const QUESTION = "Where can I ask about a debt in confidence?"
export const SECOND = 1000
/** As the settings have it by default. */
export const IDLE = 180 * SECOND
export const COUNTDOWN = 30 * SECOND

/** Says that the computer is a shared one, and asks a question there. */
export async function shareWithQuestion(page: Page): Promise<void> {
  await page.goto("/")
  await shared(page).check()
  await converse(page, QUESTION)
  await openChatId(page)
}

/** Goes away until the countdown has ended. No answer may be running: a visitor waits for one. */
export async function leave(page: Page): Promise<void> {
  await page.clock.fastForward(IDLE + SECOND)
  await expect(countdown(page)).toBeVisible()
  await page.clock.fastForward(COUNTDOWN)
}

/** Lets time stand still at this moment, once the page has noticed that it is so late: nothing is late by itself then. */
export async function stopClock(page: Page, time: number): Promise<void> {
  await page.clock.setFixedTime(time)
  await page.clock.runFor(SECOND)
}

export function shared(page: Page): Locator {
  return page.getByRole("switch", { name: "This is a shared computer", exact: true })
}

export function countdown(page: Page): Locator {
  return page.getByRole("alertdialog", { name: "Are you still there?" })
}

export function stored(page: Page): Promise<string> {
  return page.evaluate(() => JSON.stringify({ ...localStorage }))
}

export function shownText(page: Page): Promise<string> {
  return page.evaluate(() => document.body.innerText)
}

/** What could be read on this tab after each change of it, whatever page it showed. */
export async function noteWhatIsShown(page: Page): Promise<string[]> {
  const shown: string[] = []
  await page.exposeFunction("noteShown", (text: string) => shown.push(text))
  await page.addInitScript(() => {
    const note = () => Reflect.get(window, "noteShown")(document.body?.innerText ?? "")
    new MutationObserver(note).observe(document, { childList: true, subtree: true, characterData: true })
  })
  return shown
}
