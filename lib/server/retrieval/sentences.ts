import "server-only"

const segmenter = new Intl.Segmenter("und", { granularity: "sentence" })

/** The longest text that is looked at for sentences at once: the segmenter's time is not worth more. */
const LONGEST = 200_000

export type Span = { start: number; end: number }

/** The sentences of a stretch of text, without the white space around them. */
export function sentencesOf(text: string, start = 0, end = text.length): Span[] {
  const sentences: Span[] = []
  for (const { segment, index } of segmenter.segment(text.slice(start, Math.min(end, start + LONGEST)))) {
    const words = segment.trimEnd()
    if (words === "") continue
    const at = start + index + segment.length - segment.trimStart().length
    sentences.push({ start: at, end: start + index + words.length })
  }
  const last = sentences.at(-1)
  if (end - start > LONGEST) sentences.push(...sentencesOf(text, last?.end ?? start + LONGEST, end))
  return sentences
}
