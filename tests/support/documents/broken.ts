import { lockedPdf, pdfOf } from "./pdf"
import { docxOf, paragraph, zipOf } from "./zip"

const utf8 = (text: string) => new TextEncoder().encode(text)
const PNG = Buffer.from("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489", "hex")
const spread = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `${index}`, content: "" }))
const zeros = Buffer.alloc(120 * 2 ** 20)
const page = pdfOf(Array.from({ length: 4 }, () => [[12, 72, 700, "The library opens at nine."]]))

/** Files that cannot be read, and why. */
export const BROKEN: [what: string, name: string, content: () => Uint8Array, failure: string][] = [
  ["a file of no bytes", "a.md", () => new Uint8Array(), "empty"],
  ["a text of blanks", "a.txt", () => utf8(" \n\t\u200b\n"), "empty"],
  ["a PDF without text", "a.pdf", () => pdfOf([[], []]), "no_text"],
  ["a PDF that breaks off", "a.pdf", () => page.subarray(0, 400), "damaged"],
  ["a PDF that is only called one inside", "a.pdf", () => utf8("%PDF-1.7\nnothing more"), "damaged"],
  ["a PDF with a password", "a.pdf", lockedPdf, "password"],
  ["a PDF of 2,001 pages", "a.pdf", () => pdfOf(Array.from({ length: 2001 }, () => [])), "too_many_pages"],
  ["a picture called a text", "a.txt", () => PNG, "unknown_kind"],
  [
    "random bytes called Markdown",
    "a.md",
    () => Buffer.from("8f01e2037c04aa05".repeat(200), "hex"),
    "unknown_kind",
  ],
  ["a zip that is no document", "a.docx", () => zipOf([{ name: "a.txt", content: "hello" }]), "unknown_kind"],
  [
    "a document of Word that breaks off",
    "a.docx",
    () => docxOf(paragraph("Hello")).subarray(0, 300),
    "damaged",
  ],
  ["a document of Word without words", "a.docx", () => docxOf(paragraph("")), "no_text"],
  [
    "a document of Word with 120 MB of zeros",
    "a.docx",
    () => docxOf("", [{ name: "x", content: zeros }]),
    "unpacks_too_large",
  ],
  [
    "the same that says it is 10 bytes",
    "a.docx",
    () => docxOf("", [{ name: "x", content: zeros, claimed: 10 }]),
    "unpacks_too_large",
  ],
  [
    "a document of Word with 100,000 entries",
    "a.docx",
    () => docxOf(paragraph("Hello"), spread(100_000)),
    "unpacks_too_large",
  ],
  ["a file of 500 MB", "a.txt", () => new Uint8Array(500 * 2 ** 20), "too_large"],
]
