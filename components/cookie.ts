import { pageWords } from "@/lib/words/page"
import { Refused } from "./call"
import { tabStore } from "./storage"

const MISSED = "alcove:cookie-missed"

/** Where the browser keeps nothing else, this page remembers. */
let missed = false

/**
 * Throws `Refused` when the browser is known to bring no cookie back: the model must not be asked for an answer this
 * browser cannot see. Costs no request as long as nothing speaks for that.
 */
export async function requireCookie(): Promise<void> {
  // A browser that refuses storage most often refuses cookies, too; what it says of itself is only a hint.
  const isDoubtful = missed || !navigator.cookieEnabled || tabStore.isRefused()
  if (isDoubtful || tabStore.get(MISSED, () => true)) await tryCookie()
}

/** Asks the server whether a cookie comes back, and throws `Refused` when none does; until one does, nothing is sent. */
export async function tryCookie(): Promise<void> {
  missed = !((await comesBack()) || (await comesBack()))
  if (!missed) return tabStore.remove(MISSED)
  tabStore.set(MISSED, "1")
  throw new Refused({ code: "no_cookie", message: pageWords.noCookie })
}

async function comesBack(): Promise<boolean> {
  const response = await fetch("/api/cookie", { method: "POST" })
  if (!response.ok) throw new Error(`Nothing is known about the cookie: ${response.status}`)
  return (await response.json()).kept === true
}
