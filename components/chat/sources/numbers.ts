const NUMBER = /\[([1-9]\d{0,2})\]/

/** A text in pieces: the numbers in brackets that stand for a source, and the words between them. */
export function splitNumbers(text: string, isSource: (number: number) => boolean): (string | number)[] {
  const pieces: (string | number)[] = []
  let words = ""
  for (const [at, part] of text.split(NUMBER).entries()) {
    // Every second part is what stood in brackets.
    if (at % 2 === 0) words += part
    else if (!isSource(Number(part))) words += `[${part}]`
    else {
      pieces.push(words, Number(part))
      words = ""
    }
  }
  return [...pieces, words].filter((piece) => piece !== "")
}
