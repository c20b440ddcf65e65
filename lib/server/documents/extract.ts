import "server-only"
import type { DocumentFailure, DocumentKind } from "@/lib/documents"
import { makeStorable } from "@/lib/text"
import { detectLanguage } from "./language"

/** What is read of a file; `pageStarts`: where each page begins in the text. */
export type Extracted = {
  kind: DocumentKind
  title?: string
  text: string
  pageStarts?: number[]
  language: string
}

/** Why nothing is. */
export type Unreadable = { failure: DocumentFailure }

/** Reads text and Markdown. */
export async function extract(name: string, content: Uint8Array): Promise<Extracted | Unreadable> {
  const text = makeStorable(new TextDecoder().decode(content))
  const kind = name.endsWith(".md") ? "md" : "txt"
  return { kind, title: /^# (.*)/.exec(text)?.[1], text, language: await detectLanguage(text) }
}
