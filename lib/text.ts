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

/** Letters of scripts that are joined or kept apart by U+200D and U+200C. */
const JOINING =
  "[\\p{scx=Arab}\\p{scx=Syrc}\\p{scx=Nkoo}\\p{scx=Mong}\\p{scx=Deva}\\p{scx=Beng}\\p{scx=Guru}\\p{scx=Gujr}\\p{scx=Orya}\\p{scx=Taml}\\p{scx=Telu}\\p{scx=Knda}\\p{scx=Mlym}\\p{scx=Sinh}\\p{scx=Khmr}\\p{scx=Mymr}]"
const LETTER_OF_JOINING = `(?=${JOINING})[\\p{L}\\p{M}]`
const SELECTOR = "[\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}]"

/** What leaves no mark by itself but changes the one beside it, once: joiners, and which form of a sign is meant. */
const USEFUL = [
  // The flags of England, Scotland and Wales are the only ones made of tags.
  "\\u{1f3f4}\\u{e0067}\\u{e0062}(?:\\u{e0065}\\u{e006e}\\u{e0067}|\\u{e0073}\\u{e0063}\\u{e0074}|\\u{e0077}\\u{e006c}\\u{e0073})\\u{e007f}",
  `(?<=${LETTER_OF_JOINING})[\\u200c\\u200d](?=${LETTER_OF_JOINING})`,
  // At the end of a word, after the sign that takes a letter's vowel away.
  "(?<=[\\u09cd\\u0d4d])\\u200d(?![\\u200c\\u200d])",
  "(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f])\\u200d(?=\\p{Extended_Pictographic})",
  `(?<=\\p{Extended_Pictographic})[\\ufe0e\\ufe0f](?!${SELECTOR})`,
  "(?<=[0-9#*])\\ufe0f(?=\\u20e3)",
  `(?<=\\p{Script=Han})(?:[\\ufe00-\\ufe02]|[\\u{e0100}-\\u{e01ef}])(?!${SELECTOR})`,
  "(?<=\\p{Script=Mongolian})[\\u180b-\\u180d\\u180f](?![\\u180b-\\u180f])",
].join("|")
const INVISIBLE = "(?![\\n\\t])[\\p{Default_Ignorable_Code_Point}\\p{Cc}\\ufff9-\\ufffc]"
const DIRECTION = "(?<!\\p{Default_Ignorable_Code_Point})[\\u200e\\u200f\\u061c]"

const LEFT_TO_RIGHT = new RegExp(`(${USEFUL})|${INVISIBLE}`, "gu")
const RIGHT_TO_LEFT = new RegExp(`(${USEFUL}|${DIRECTION})|${INVISIBLE}`, "gu")
const HAS_RIGHT_TO_LEFT = /[\u05d0-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/
const PLAIN = /^[\n\t\x20-\x7e]*$/

/**
 * A text without what a person cannot see in it, where instructions to a model are hidden: tags, runs of selectors and
 * of signs without width, controls of direction, controls. What writing needs stays: joiners between letters of scripts
 * that have them and in emoji, one selector where it selects something. A text with letters that go from right to left
 * keeps its marks of direction, one at a time: they hold figures and full stops in place where it is shown, and cannot
 * turn words around as the other controls do. Lines end with \n, letters are composed (NFC), and it can be stored.
 */
export function withoutInvisible(text: string): string {
  if (PLAIN.test(text)) return text
  const lines = makeStorable(text).replace(/\r\n?|[\f\v\u0085\u2028\u2029]/g, "\n")
  const pattern = HAS_RIGHT_TO_LEFT.test(lines) ? RIGHT_TO_LEFT : LEFT_TO_RIGHT
  return lines.replace(pattern, (_, useful?: string) => useful ?? "").normalize("NFC")
}
