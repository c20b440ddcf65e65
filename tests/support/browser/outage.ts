import type { BrowserContext, Page, Request } from "@playwright/test"

/**
 * From now on these requests fail, as they do without a connection. Gives what ends it. They come through here
 * afterwards, too: to end the interception itself leaves requests without an answer for ever that the browser was asking
 * about at that moment.
 */
export async function refuse(
  target: Page | BrowserContext,
  address: string,
  which: (request: Request) => boolean = () => true,
): Promise<() => void> {
  let refused = true
  await target.route(address, (route, request) =>
    refused && which(request) ? route.abort() : route.continue(),
  )
  return () => {
    refused = false
  }
}

/** What changes something on the server. */
export function isWrite(request: Request): boolean {
  return request.method() === "POST"
}
