import "server-only"
import Negotiator from "negotiator"
import { headers } from "next/headers"
import { languageName } from "@/lib/words/page"

/** The language a visitor's browser asks for first (`de`), for the counters. Undefined when it names none that exists. */
export async function findLanguage(): Promise<string | undefined> {
  return firstLanguage((await headers()).get("accept-language") ?? "")
}

/** The first language of an Accept-Language header that has a two-letter code, without its region. */
export function firstLanguage(header: string): string | undefined {
  // Browsers send at most a few; a long header is no browser's.
  const wanted = new Negotiator({ headers: { "accept-language": header.slice(0, 200) } }).languages()
  return wanted.map((tag) => tag.toLowerCase().split("-")[0] ?? "").find(isLanguage)
}

/** What has a name: so a header cannot make up new counters. */
function isLanguage(code: string): boolean {
  return /^[a-z]{2}$/.test(code) && languageName(code) !== code
}
