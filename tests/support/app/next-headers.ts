import { AsyncLocalStorage } from "node:async_hooks"

/** In the place of `next/headers`: what the browser sends with the request being answered, and the cookies it gets. */
type Cookie = { value: string; attributes: Record<string, unknown> }
type Browser = { jar: Map<string, Cookie>; headers: Headers }

const answering = new AsyncLocalStorage<Browser>()

export async function headers(): Promise<Headers> {
  return current().headers
}

export async function cookies() {
  const { jar } = current()
  return {
    has: (name: string) => jar.has(name),
    get: (name: string) => {
      const cookie = jar.get(name)
      return cookie && { name, value: cookie.value }
    },
    set: (name: string, value: string, attributes: Record<string, unknown>) =>
      attributes.maxAge === 0 ? jar.delete(name) : jar.set(name, { value, attributes }),
  }
}

/** A browser with a cookie jar of its own; `visit` answers one of its requests. */
export function createBrowser(sent: Record<string, string> = {}) {
  const browser: Browser = { jar: new Map(), headers: new Headers(sent) }
  return { ...browser, visit: <T>(answer: () => Promise<T>) => answering.run(browser, answer) }
}

function current(): Browser {
  const browser = answering.getStore()
  if (!browser) throw new Error("no request is being answered")
  return browser
}
