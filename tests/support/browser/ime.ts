import type { CDPSession, Locator, Page } from "@playwright/test"

/** An input method at work in the focused field, as the browser itself hears it. */
export class InputMethod {
  private constructor(private readonly browser: CDPSession) {}

  static async of(page: Page): Promise<InputMethod> {
    return new InputMethod(await page.context().newCDPSession(page))
  }

  /** Shows words that are not decided yet. */
  async compose(text: string): Promise<void> {
    await this.browser.send("Input.imeSetComposition", {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    })
  }

  /** Puts the decided words in their place. */
  async decide(text: string): Promise<void> {
    await this.browser.send("Input.insertText", { text })
  }

  async press(key: "Enter" | "Escape"): Promise<void> {
    const event = { key, code: key, windowsVirtualKeyCode: key === "Enter" ? 13 : 27 }
    await this.browser.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...event })
    await this.browser.send("Input.dispatchKeyEvent", { type: "keyUp", ...event })
  }
}

/** A key as Safari hands it on right after composing: no longer said to compose, but with the input method's code. */
export async function pressAsSafari(field: Locator, key: "Enter" | "Escape"): Promise<void> {
  await field.evaluate((element, key) => {
    element.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true }))
    const event = { key, keyCode: 229, bubbles: true, cancelable: true }
    element.dispatchEvent(new KeyboardEvent("keydown", event))
  }, key)
}
