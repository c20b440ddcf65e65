import "server-only"
import { headers } from "next/headers"

/** Names of languages, undefined for what is none: so a header cannot make up new counters. */
const known = new Intl.DisplayNames("en", { type: "language", fallback: "none" })

/** The language a visitor's browser asks for first (`de`), for the counters. Undefined when it names none that exists. */
export async function findLanguage(): Promise<string | undefined> {
  return firstLanguage((await headers()).get("accept-language") ?? "")
}

/** The first language of an Accept-Language header (RFC 9110, 12.5.4) that has a two-letter code, without its region. */
export function firstLanguage(header: string): string | undefined {
  // Browsers send at most a few; a long header is no browser's.
  const entries = header.slice(0, 200).split(",").map(parseEntry)
  const wanted = entries.filter(({ weight }) => weight > 0).toSorted((a, b) => b.weight - a.weight)
  return wanted.find(({ language }) => isLanguage(language))?.language
}

function parseEntry(entry: string): { language: string; weight: number } {
  const [tag = "", ...parameters] = entry.trim().toLowerCase().split(";")
  const quality = parameters.find((parameter) => parameter.trim().startsWith("q="))
  const weight = quality === undefined ? 1 : Number(quality.trim().slice(2))
  return { language: tag.split("-")[0] ?? "", weight: Number.isFinite(weight) ? weight : 0 }
}

function isLanguage(code: string): boolean {
  return /^[a-z]{2}$/.test(code) && known.of(code) !== undefined
}
