import { expect, type Locator, type Page } from "@playwright/test"

/** Goes to a page on which one can write, and waits until it is alive: what is done before may be lost. */
export async function open(page: Page, path = "/"): Promise<void> {
  await page.goto(path)
  await expect(composer(page)).toBeFocused()
}

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
  // The browser tells of it later than the page has it.
  await expect(page).toHaveURL(/\/chat\//)
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

/** Chooses from the menu of the first chat in the list. */
export async function chooseOption(page: Page, name: string): Promise<void> {
  await button(page, "Chat options").first().click()
  await page.getByRole("menuitem", { name, exact: true }).click()
}

/** Gives that chat another title, and waits until it has it. */
export async function rename(page: Page, title: string): Promise<void> {
  await chooseOption(page, "Rename")
  const field = page.getByRole("textbox", { name: "Chat title", exact: true })
  await field.fill(title)
  await field.press("Enter")
  await expect(chatLinks(page).filter({ hasText: title })).toBeVisible()
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

/** What this browser keeps, by name. */
export function storedKeys(page: Page): Promise<string[]> {
  return page.evaluate(() => Object.keys(localStorage))
}
