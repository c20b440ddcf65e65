/** UTF-8 length of a text in bytes. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}

/**
 * What leaves no mark on a screen by itself: spaces, controls, what Unicode says to ignore (joiners, selectors, tags,
 * fillers), marks without a letter to stand on, the empty braille cell, and the place of an object that is not there.
 */
const UNSEEN =
  "[\\p{White_Space}\\p{Cc}\\p{M}\\p{Default_Ignorable_Code_Point}\\u2800\\ufff9-\\ufffc\\u{13430}-\\u{1343f}\\u{1d159}]"
const ALL_UNSEEN = new RegExp(`^${UNSEEN}*$`, "u")
const UNSEEN_AT_FIRST = new RegExp(`^${UNSEEN}+`, "u")

/** Whether there is nothing to read in a text, however long it is. */
export function isBlank(text: string): boolean {
  return ALL_UNSEEN.test(text)
}

/**
 * Why a text cannot be stored and given back equal: NUL (Postgres and most providers refuse it) or half of a
 * surrogate pair (UTF-8 cannot carry it). Undefined when it can.
 */
export function storableProblem(text: string): "malformed" | undefined {
  return text.includes("\0") || !text.isWellFormed() ? "malformed" : undefined
}

/** Makes text from outside (a model) storable: lone surrogates become U+FFFD, NUL is dropped. */
export function makeStorable(text: string): string {
  return text.toWellFormed().replaceAll("\0", "")
}

/**
 * The longest prefix of a streamed piece that does not end inside a surrogate pair, and the rest to be put before
 * the next piece.
 */
export function splitAtCodePoint(piece: string): [whole: string, rest: string] {
  const last = piece.charCodeAt(piece.length - 1)
  const endsInHighSurrogate = last >= 0xd800 && last <= 0xdbff
  return endsInHighSurrogate ? [piece.slice(0, -1), piece.slice(-1)] : [piece, ""]
}

const TITLE_CHARACTERS = 60

/** A chat's title from its first question: its first line, cut at a word, at most 60 characters (graphemes). */
export function titleFrom(question: string): string {
  const line =
    question
      .replace(UNSEEN_AT_FIRST, "")
      .split(/[\r\n]/, 1)[0]
      ?.slice(0, 600)
      .trimEnd() ?? ""
  const graphemes = [...new Intl.Segmenter().segment(line)].map((part) => part.segment)
  if (graphemes.length <= TITLE_CHARACTERS) return line
  const cut = graphemes.slice(0, TITLE_CHARACTERS).join("")
  const word = cut.lastIndexOf(" ")
  return `${word > TITLE_CHARACTERS / 2 ? cut.slice(0, word) : cut}…`
}
