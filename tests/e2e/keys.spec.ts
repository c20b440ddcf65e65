import type { Page } from "@playwright/test"
import { ONLY_LONG } from "@/tests/support/app/settings"
import { expect, test } from "@/tests/support/browser/fixtures"
import { InputMethod, pressAsSafari } from "@/tests/support/browser/ime"
import {
  button,
  chatLinks,
  chooseOption,
  composer,
  converse,
  expectFinished,
  messages,
  open,
} from "@/tests/support/browser/screen"

const QUESTION = "What is shown in the small hall today?"
const ASKED = "Throw away what you changed?"

test("While an input method composes, Enter and Escape are its own", async ({ page, provider }) => {
  await open(page)
  await converse(page, QUESTION)
  const method = await InputMethod.of(page)
  const title = page.getByRole("textbox", { name: "Chat title" })
  await button(messages(page, "You"), "Edit").click()
  for (const field of [rewording(page), composer(page)]) {
    await field.fill("")
    await method.compose("きょう")
    await method.press("Escape")
    await method.press("Enter")
    await method.decide("今日")
    await pressAsSafari(field, "Escape")
    await pressAsSafari(field, "Enter")
    await expect(field).toHaveValue("今日")
  }
  await expect(page.getByText(ASKED)).toHaveCount(0)
  await chooseOption(page, "Rename")
  await expect(title).toBeFocused()
  await title.fill("")
  await method.compose("ちず")
  await method.press("Escape")
  await method.decide("地図")
  await pressAsSafari(title, "Escape")
  await pressAsSafari(title, "Enter")
  await expect(title).toHaveValue("地図")
  await title.press("Enter")
  await expect(chatLinks(page).first()).toHaveText("地図")
  await expect(chatLinks(page).first()).toBeFocused()
  await provider.expectRequests(1)
})

test(
  "Changed words of a question are thrown away only when asked for, and saved as they are sent",
  ONLY_LONG,
  async ({ page, provider }) => {
    await open(page)
    await converse(page, QUESTION)
    const edit = button(messages(page, "You"), "Edit")
    await edit.click()
    await page.keyboard.press("Escape")
    await expect(rewording(page)).toHaveCount(0)

    await edit.click()
    await rewording(page).fill("What is shown in the large hall?")
    await rewording(page).press("Escape")
    await expect(page.getByText(ASKED)).toBeVisible()
    await expect(button(page, "Keep writing")).toBeFocused()
    await page.keyboard.press("Escape")
    await expect(rewording(page)).toBeFocused()

    // Gone to another chat and come back: the words are still there.
    await page.getByRole("link", { name: "New chat" }).first().click()
    await chatLinks(page).first().click()
    await edit.click()
    await expect(rewording(page)).toHaveValue("What is shown in the large hall?")

    await rewording(page).fill("\u200b \u2060")
    await rewording(page).press("Enter")
    await expect(page.getByText("Write something first.")).toBeVisible()
    await rewording(page).fill("ä".repeat(20_000))
    await rewording(page).press("Enter")
    await expect(page.getByText("Too long by")).toBeVisible()
    await rewording(page).fill("And in the")
    await rewording(page).press("End")
    await rewording(page).press("Shift+Enter")
    await rewording(page).pressSequentially("garden?")
    await rewording(page).press("Enter")
    await expectFinished(page)
    await expect(messages(page, "You")).toContainText("And in the\ngarden?")
    await provider.expectRequests(2)

    await edit.click()
    await rewording(page).fill("Nothing of this")
    await button(page, "Cancel").click()
    await button(page, "Throw away").click()
    await edit.click()
    await expect(rewording(page)).toHaveValue("And in the\ngarden?")
    await rewording(page).press("Control+Enter")
    await provider.expectRequests(3)
  },
)

test("A changed title is not lost to one Escape", ONLY_LONG, async ({ page }) => {
  await open(page)
  await converse(page, QUESTION)
  const title = page.getByRole("textbox", { name: "Chat title" })
  await chooseOption(page, "Rename")
  await title.fill("Small hall")
  await title.press("Escape")
  await expect(page.getByText("Enter saves the new title.")).toBeVisible()
  await expect(title).toHaveValue("Small hall")
  await title.press("Escape")
  await expect(chatLinks(page)).toHaveText([QUESTION])
})

test("Invisible words cannot be sent", async ({ page, provider }) => {
  await open(page)
  await composer(page).fill("\u200b\u3164 \u2800")
  await expect(button(page, "Send")).toBeDisabled()
  await composer(page).press("Enter")
  await expect(page.getByText("Write something first.")).toBeVisible()
  await converse(page, "Something after all")
  await provider.expectRequests(1)
})

test.describe("On a touch screen", () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 360, height: 740 } })

  test(
    "Enter breaks the line, and the button or Ctrl and Enter sends",
    ONLY_LONG,
    async ({ page, provider }) => {
      await page.goto("/")
      await expect(composer(page)).toHaveAttribute("enterkeyhint", "enter")
      await composer(page).pressSequentially("one")
      await composer(page).press("Enter")
      await composer(page).pressSequentially("two")
      await expect(composer(page)).toHaveValue("one\ntwo")
      await composer(page).press("Control+Enter")
      await expectFinished(page)
      await button(messages(page, "You"), "Edit").tap()
      await rewording(page).press("End")
      await rewording(page).press("Enter")
      await rewording(page).pressSequentially("three")
      await expect(rewording(page)).toHaveValue("one\ntwo\nthree")
      await button(page, "Save").tap()
      await provider.expectRequests(2)
    },
  )

  test("What Escape is meant for inside the drawer does not close it", ONLY_LONG, async ({ page }) => {
    await page.goto("/")
    await composer(page).fill(QUESTION)
    await button(page, "Send").tap()
    await expectFinished(page)
    await button(page, "Chats").tap()
    const drawer = page.getByRole("dialog", { name: "Chats" })
    const method = await InputMethod.of(page)
    await drawer.getByRole("searchbox").focus()
    await method.compose("きょう")
    await method.press("Escape")
    await expect(drawer.getByRole("searchbox")).toBeVisible()
    await method.decide("")
    await button(drawer, "Chat options").tap()
    await page.getByRole("menuitem", { name: "Rename" }).tap()
    await drawer.getByRole("textbox", { name: "Chat title" }).press("Escape")
    await expect(chatLinks(page).first()).toBeFocused()
    await page.keyboard.press("Escape")
    await expect(drawer).toHaveCount(0)
    await expect(button(page, "Chats")).toBeFocused()
  })
})

function rewording(page: Page) {
  return page.getByRole("textbox", { name: "Your question" })
}
