/** How a document stands: it waits to be read, is being read, can be found, or could not be read. */
export type DocumentState = "waiting" | "reading" | "ready" | "failed"

/** What a file is, told by its content. */
export type DocumentKind = "md" | "txt" | "html" | "pdf" | "docx" | "csv"

/** Why a file could not be read. The sentences an operator reads are in `lib/words`. */
export type DocumentFailure =
  /** There is nothing in it, or no words: a scanned PDF, say. */
  | "empty"
  | "no_text"
  /** Its content is of a kind that is not read here. */
  | "unknown_kind"
  /** It breaks off, or is not what it begins as. */
  | "damaged"
  | "password"
  | "too_large"
  | "too_many_pages"
  /** Packed, it is small; unpacked, it would be more than is read. */
  | "unpacks_too_large"
  /** It took longer than is waited for. */
  | "too_slow"
  /** Its reader ended in the middle, three times. */
  | "crashed"

/** Bytes of a file at most. */
export const LARGEST_FILE = 50 * 2 ** 20

/** Endings of the files that are looked for in a folder, and offered to be chosen; what a file is, its content tells. */
export const ENDINGS = [".md", ".markdown", ".txt", ".html", ".htm", ".pdf", ".docx", ".csv"]

/** Whether a file's name says that it may be read. */
export function hasKnownEnding(name: string): boolean {
  const lower = name.toLowerCase()
  return ENDINGS.some((ending) => lower.endsWith(ending))
}

/** Days of which it is said how often a document was cited. */
export const CITED_DAYS = 90

/** A document as the operator's page shows it. */
export type DocumentShown = {
  id: string
  source: "upload" | "folder" | "text" | "sample"
  name: string
  title: string
  state: DocumentState
  failure?: DocumentFailure
  kind?: DocumentKind
  bytes: number
  /** ISO 639 code, empty when it is not known. */
  language: string
  pages?: number
  passages: number
  /** How often answers cited it in the last `CITED_DAYS` days. */
  cited: number
  /** ISO 8601. */
  addedAt: string
  readAt?: string
}
