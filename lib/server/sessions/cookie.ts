import "server-only"
import { env } from "../env"
import {
  type Claim,
  type CookieKind,
  clearSealed,
  isSent,
  readSealed,
  writeProbe,
  writeSealed,
} from "../http/cookies"

/* The visitor's cookie. It outlives the session, as it is not set at every activity. */

export type { Claim } from "../http/cookies"

/** The claim of this request's cookie. Undefined without a cookie, or with one that was forged or altered. */
export function readCookie(): Promise<Claim | undefined> {
  return readSealed(visitorCookie())
}

/** Sets the cookie, sealed with the current secret. */
export function writeCookie(proof: Pick<Claim, "id" | "token">): Promise<void> {
  return writeSealed(visitorCookie(), proof)
}

/**
 * Sets the cookie again once a day (sooner with a short retention), so that it lives as long as the row behind it.
 * For route handlers: in an action it would render the whole page into the answer.
 */
export async function renewCookie(claim: Claim): Promise<void> {
  if (claim.setAt < Date.now() - renewedAfter() * 1000) await writeCookie(claim)
}

/** Whether the browser sent the cookie; one that did not is given one that says nothing, for a minute. */
export async function proveCookie(): Promise<boolean> {
  if (await isSent(visitorCookie())) return true
  await writeProbe({ ...visitorCookie(), seconds: 60 })
  return false
}

/** Removes the cookie, if the browser sent one. */
export function clearCookie(): Promise<void> {
  return clearSealed(visitorCookie())
}

function visitorCookie(): CookieKind {
  return { name: "alcove", seconds: env().RETENTION + renewedAfter() }
}

/** Seconds a cookie is left as it is. */
function renewedAfter(): number {
  return Math.min(86_400, Math.floor(env().RETENTION / 10))
}
