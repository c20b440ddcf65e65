import "server-only"

/** Scripts written without spaces between words, of which `Intl.Segmenter` knows the words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/gu
const HAN_OR_KANA = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/u

const segmenter = new Intl.Segmenter("und", { granularity: "word" })

const WORD = /[\p{L}\p{M}\p{N}]+/gu

/**
 * Letters and digits joined by signs, with a digit among them: `XJ-9921-QZ`, `2026-11-28`, `1.234,50`, `info@x9.org`. Begins where
 * a word does: tried at every letter of an endless one, it took the square of its length.
 */
const JOINED = /(?<![\p{L}\p{N}])[\p{L}\p{N}]+(?:[-./:_,+@#][\p{L}\p{N}]+)+/gu

/** Digits in groups, as telephone numbers and accounts are written: `(030) 123 45-67`. */
const GROUPED = /(?<!\d)\+?\(?\d+\)?(?:[ \u00a0./()-]{1,2}\d+)+/g
const DIGITS_OF_A_NUMBER = 6

const DIGIT = /\p{N}/u

/** Letters of a piece of a word. */
const PIECE = 4

/**
 * A text as Postgres is to index it and to be asked: words of Thai, Chinese, Japanese and the like set apart; after it each
 * code, date, sum and telephone number once more as one word, however it was written.
 */
export function searchable(text: string): string {
  const even = text.normalize("NFKC")
  const spaced = even.replace(UNSPACED, (run) => ` ${segmentsOf(run).join(" ")} `)
  return [spaced, ...codesOf(even)].join(" ")
}

/** The words of a text in lower case, each code as one word besides. */
export function wordsOf(text: string): string[] {
  const even = text.normalize("NFKC").toLowerCase()
  const spaced = even.replace(UNSPACED, (run) => ` ${segmentsOf(run).join(" ")} `)
  return [...(spaced.match(WORD) ?? []), ...codesOf(even)]
}

/**
 * Words in overlapping pieces of four letters with a mark at both ends (`_lib`, `libr` …), Chinese and Japanese in pairs:
 * inflected and misspelt words share most of them, whatever the language, and compounds hold those of their parts.
 */
export function piecesOf(text: string): string[] {
  return termsOf(text).flatMap(piecesOfTerm)
}

/** What a text is cut into before it is cut into pieces: words; and, marked (`=图书`), pairs of Chinese and Japanese, and codes. */
export function termsOf(text: string): string[] {
  const even = text.normalize("NFKC").toLowerCase()
  const terms: string[] = []
  const rest = even.replace(UNSPACED, (run) => {
    for (const part of HAN_OR_KANA.test(run) ? cut(run, 2) : segmentsOf(run)) terms.push(WHOLE + part)
    return " "
  })
  for (const word of rest.match(WORD) ?? []) terms.push(word)
  for (const code of codesOf(even)) terms.push(WHOLE + code)
  return terms
}

/** Marks what is not cut into pieces. */
const WHOLE = "="

/** The pieces of a term. */
export function piecesOfTerm(term: string): string[] {
  return term.startsWith(WHOLE) ? [term.slice(WHOLE.length)] : cut(`_${term}_`, PIECE)
}

function codesOf(text: string): string[] {
  if (!DIGIT.test(text)) return []
  const joined = (text.match(JOINED) ?? []).filter((code) => DIGIT.test(code))
  const grouped = (text.match(GROUPED) ?? []).filter(
    (number) => number.replace(/\D/g, "").length >= DIGITS_OF_A_NUMBER,
  )
  const codes = [...joined, ...grouped].map((code) => code.replace(/[^\p{L}\p{N}]/gu, "").toLowerCase())
  return [...new Set(codes)]
}

function segmentsOf(run: string): string[] {
  return [...segmenter.segment(run)].map(({ segment }) => segment)
}

/** By UTF-16 units: letters beyond them are rare, and cut the same way wherever they stand. */
function cut(word: string, length: number): string[] {
  if (word.length <= length) return [word]
  return Array.from({ length: word.length - length + 1 }, (_, at) => word.slice(at, at + length))
}
