import { expect, type Locator, type Page } from "@playwright/test"

/** The box one writes in. */
export function composer(page: Page): Locator {
  return page.getByRole("textbox", { name: "Message", exact: true })
}

export function button(within: Page | Locator, name: string): Locator {
  return within.getByRole("button", { name, exact: true })
}

/** Writes and presses Send. */
export async function send(page: Page, text: string): Promise<void> {
  await composer(page).fill(text)
  await button(page, "Send").click()
}

/** Sends, then waits until the reply is there whole. */
export async function converse(page: Page, text: string): Promise<void> {
  const before = await messages(page, "Assistant").count()
  await send(page, text)
  await expect(messages(page, "Assistant")).toHaveCount(before + 1)
  await expectFinished(page)
}

/** Waits until no reply runs. */
export async function expectFinished(page: Page, timeout?: number): Promise<void> {
  await expect(button(messages(page, "Assistant").last(), "Copy")).toBeVisible({ timeout })
  await expect(button(page, "Stop")).toBeHidden()
}

export function messages(page: Page, author: "You" | "Assistant"): Locator {
  return page
    .getByRole("log", { name: "Conversation", exact: true })
    .getByRole("article", { name: author, exact: true })
}

export function lastReply(page: Page): Locator {
  return messages(page, "Assistant").last()
}

/** The links of the list of chats. */
export function chatLinks(page: Page): Locator {
  return page.getByRole("navigation", { name: "Chats", exact: true }).locator("a[href^='/chat/']")
}

/** Id of the chat that is open. */
export async function openChatId(page: Page): Promise<string> {
  await expect(page).toHaveURL(/\/chat\/[0-9a-f-]{36}$/)
  return page.url().slice(-36)
}

/** Goes on with the Tab key, or back with another one, until this has the focus. */
export async function tabTo(page: Page, wanted: Locator, key = "Tab"): Promise<void> {
  await expect(wanted).toBeVisible()
  const isFocused = () => wanted.evaluate((element) => element === document.activeElement)
  for (let step = 0; step < 60 && !(await isFocused()); step += 1) await page.keyboard.press(key)
  await expect(wanted).toBeFocused()
}
