/** UTF-16 units that are shown before and after what was found. */
const BEFORE = 30
const AFTER = 90

/** How letters are compared: without case, accents and compatibility forms. */
export function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
}

/** Whether a folded text has every one of folded words. */
export function hasAll(folded: string, words: string[]): boolean {
  return words.every((word) => folded.includes(word))
}

/** Where a text has folded words as they stand, or else the first of them, with a little of what is around it, in one line. */
export function surroundingsOf(
  text: string,
  words: string[],
): { before: string; found: string; after: string } {
  const phrase = words.join(" ")
  const [start, end] = placeOf(text, fold(text).includes(phrase) ? phrase : (words[0] ?? ""))
  const from = Math.max(0, start - BEFORE)
  const to = Math.min(text.length, end + AFTER)
  const before = text.slice(from, start)
  const after = text.slice(end, to)
  return {
    before: inOneLine(from === 0 ? before : `…${before.replace(/^\S*\s/, "")}`),
    found: inOneLine(text.slice(start, end)),
    after: inOneLine(to === text.length ? after : `${after.replace(/\s\S*$/, "")}…`),
  }
}

/** The units of a text between which a folded word stands. A letter may fold to several, or none. */
function placeOf(text: string, word: string): [start: number, end: number] {
  let folded = ""
  const places: number[] = []
  let at = 0
  for (const letter of text) {
    for (const _ of fold(letter)) places.push(at)
    folded += fold(letter)
    at += letter.length
  }
  const units = [...folded]
  const first = [...folded.slice(0, Math.max(0, folded.indexOf(word)))].length
  const last = first + [...word].length - 1
  if (!folded.includes(word) || units.length !== places.length) return [0, 0]
  const start = places[first] ?? 0
  const after = places.find((place) => place > (places[last] ?? 0)) ?? text.length
  return [start, after]
}

function inOneLine(text: string): string {
  return text.replace(/\s+/g, " ").toWellFormed()
}
