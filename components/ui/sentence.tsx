import { createElement, Fragment, type ReactNode } from "react"

type SentenceProps = {
  /** As the catalogue has it: `Read the <notice>privacy notice</notice>.` */
  text: string
  /** How each marked part is drawn, by the name of its mark. */
  parts: Record<string, (words: string) => ReactNode>
}

/** A sentence in which some words are more than words: a link, an emphasis, a time. Its language decides where they stand. */
export function Sentence({ text, parts }: SentenceProps) {
  // By turns: plain words, the name of a mark, the words in it.
  const pieces = text.split(/<(\w+)>(.*?)<\/\1>/s)
  const drawn = pieces.map((piece, at) => {
    if (at % 3 === 0) return piece
    return at % 3 === 1 ? parts[piece]?.(pieces[at + 1] ?? "") : undefined
  })
  return createElement(Fragment, null, ...drawn)
}
