import "server-only"
import { type DocumentFailure, type DocumentKind, LARGEST_FILE } from "@/lib/documents"
import { withoutInvisible } from "@/lib/text"
import { detectLanguage } from "../retrieval/language"
import { type Read, read } from "./reader"

/** What a file says, as Markdown. */
export type Extracted = {
  kind: DocumentKind
  /** The file's own, when it names itself. */
  title?: string
  text: string
  /** UTF-16 units of the text at which each page begins, for files with pages. */
  pageStarts?: number[]
  /** ISO 639-1 code, "" when it is not sure. */
  language: string
}

/** Why there is nothing to be had from a file. */
export type Unreadable = { failure: DocumentFailure }

const BETWEEN_PAGES = "\n\n"

/**
 * What a file says, told by its content: the name decides only among kinds of text. Nothing is fetched, and nothing
 * that a person would not see is in it. Whatever the content is, this does not throw, and it ends within about a minute.
 */
export async function extract(name: string, content: Uint8Array): Promise<Extracted | Unreadable> {
  if (content.byteLength > LARGEST_FILE) return { failure: "too_large" }
  const found = await read(name, content)
  return "failure" in found ? found : await cleaned(found)
}

async function cleaned({ kind, title, pages }: Read): Promise<Extracted> {
  const clean = pages.map((page) => withoutInvisible(page).trim())
  const text = clean.join(BETWEEN_PAGES)
  return {
    kind,
    text,
    language: await detectLanguage(text),
    ...(title && { title: withoutInvisible(title).replace(/\s+/g, " ").trim() }),
    ...(kind === "pdf" && { pageStarts: startsOf(clean) }),
  }
}

function startsOf(pages: string[]): number[] {
  let next = 0
  return pages.map((page) => {
    const start = next
    next += page.length + BETWEEN_PAGES.length
    return start
  })
}
