import "server-only"
import { headers } from "next/headers"
import type { Refused } from "@/lib/words/refusals"
import { env } from "../env"
import { log } from "../telemetry/log"

/**
 * Whether a page of that origin is ours. `PUBLIC_URL` alone decides; without it the origin must name the host the
 * request came to. The scheme is left out then: it is not known here when TLS ends at a proxy.
 */
export function isOwnOrigin(origin: string, host: string | null): boolean {
  const sent = URL.canParse(origin) ? new URL(origin) : undefined
  const own = env().PUBLIC_URL
  const wanted = own || `${sent?.protocol}//${host}`
  if (!sent?.host || sent.username || sent.password || !URL.canParse(wanted)) return false
  const difference = differenceOf(sent, new URL(wanted))
  if (difference) tell(`Origin and ${own ? "PUBLIC_URL" : "Host"} differ in their ${difference}`)
  return !difference
}

/** Two spellings of one place are one place: capitals, and a port that goes without saying. */
function differenceOf(sent: URL, own: URL): string | undefined {
  const differing = ["protocol", "hostname", "port"].find(
    (part) => sent[part as "port"] !== own[part as "port"],
  )
  return differing && NAMES[differing]
}

const NAMES: Record<string, string> = { protocol: "scheme", hostname: "host", port: "port" }

const SAID_AGAIN_AFTER = 60_000
const said = new Map<string, number>()

/** Once a minute for each difference. No values: a client could write words of its choice into the log. */
function tell(difference: string): void {
  const now = performance.now()
  if (now < (said.get(difference) ?? 0)) return
  said.set(difference, now + SAID_AGAIN_AFTER)
  log().warn(
    `refused what a page sent: ${difference}. If a visitor complains, a proxy changes the headers: set PUBLIC_URL to ` +
      "what visitors type, for example https://chat.example.org",
  )
}

/** Whether one of our own pages (or no page at all: curl, a crontab) made the request behind this action. */
export async function isOwnPage(): Promise<boolean> {
  return isOwn(await headers())
}

/** What an action returns to a page that is not our own. */
export const FOREIGN: Refused = { ok: false, error: { code: "invalid", about: "other_site" } }

/** Whether a person opened the page: typed, from a bookmark, as the start page, or from a page of ours. */
export function isOwnNavigation(headers: Pick<Headers, "get">): boolean {
  return OWN_SITES.has(headers.get("sec-fetch-site"))
}

const OWN_SITES = new Set([null, "same-origin", "none"])

/** Browsers name the page that sends: what names none is no browser, and holds no cookie it was not given. */
export function isOwn(headers: Pick<Headers, "get">): boolean {
  if (!OWN_SITES.has(headers.get("sec-fetch-site"))) return false
  const origin = headers.get("origin")
  return origin === null || isOwnOrigin(origin, headers.get("host"))
}
