import { page } from "./page"

const { countInWords } = page

/** A passage that an answer cites: the headings above it from the outermost in, with " › " between; they may be none. */
type Cited = { number: number; title: string; heading: string; page?: number | null }

/** What is said of the passages an answer cites. */
export const sources = {
  label: "Sources",
  /** An entry of the list. */
  entry: ({ title, heading, page }: Omit<Cited, "number">) =>
    [
      [title, headingsBelow(title, heading)].filter(Boolean).join(" › "),
      page && pageInWords(page).toLowerCase(),
    ]
      .filter(Boolean)
      .join(", "),
  /** Where a passage stands; the document's title is often its first heading, too. */
  place: ({ title, heading, page }: Omit<Cited, "number">) =>
    [headingsBelow(title, heading), page && pageInWords(page)].filter(Boolean).join(", "),
  /** The same as one line of text. */
  line: ({ number, title, heading, page }: Cited) => {
    const place = [title, headingsBelow(title, heading), page && pageInWords(page)]
    return `[${number}] ${place.filter(Boolean).join(", ")}`
  },
  changed: "This document has changed since",
  gone: "This document is no longer there",
  quoted: "Here is what the answer quoted.",
  unanswered: "Not in the documents",
  close: "Close",
  /** The words of the document, in the dialog. */
  passage: "Passage",
  said: (count: number) => `The answer cites ${countInWords(count, "source")}, listed below it.`,
}

function headingsBelow(title: string, heading: string): string {
  if (heading === title) return ""
  return heading.startsWith(`${title} › `) ? heading.slice(title.length + 3) : heading
}

function pageInWords(page: number): string {
  return `Page ${page}`
}
