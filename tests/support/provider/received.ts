import type { Page } from "@playwright/test"

/**
 * Everything the page is given from now on, but the app's own files. It all comes through here: a browser asked for it
 * afterwards has forgotten some of it.
 */
export async function listen(page: Page): Promise<() => Promise<string>> {
  const bodies: string[] = []
  await page.route(isNoFile, async (route) => {
    const response = await route.fetch({ maxRedirects: 0 })
    bodies.push(await response.text())
    await route.fulfill({ response })
  })
  return async () => {
    await page.unrouteAll({ behavior: "wait" })
    return bodies.join("\n")
  }
}

function isNoFile({ pathname }: URL): boolean {
  return !pathname.startsWith("/_next/static/")
}
