import type { Page } from "@playwright/test"

/** Lets a test open a chat that is not there: the browser complains about every 404, and complaints fail the test. */
export async function allowMissing(page: Page, path = "/chat/*"): Promise<void> {
  await page.route(path, async (route) => {
    if (!route.request().isNavigationRequest()) return route.continue()
    const response = await route.fetch()
    const status = response.status() === 404 ? 200 : response.status()
    await route.fulfill({ response, status })
  })
}
