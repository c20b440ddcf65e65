import { byteLength } from "@/lib/text"
import { chatWords } from "@/lib/words/chat"

/** What to say about the room left for a text; undefined while there is plenty. `isTooLong`: the text does not fit. */
export function roomFor(
  text: string,
  maxBytes: number,
): { sentence: string; isTooLong: boolean } | undefined {
  // A UTF-16 unit takes at most three bytes, so short texts need no counting.
  if (text.length * 3 < maxBytes * 0.9) return undefined
  const left = maxBytes - byteLength(text)
  if (left > maxBytes * 0.1) return undefined
  return left < 0
    ? { sentence: chatWords.composer.tooLong(-left), isTooLong: true }
    : { sentence: chatWords.composer.room(left), isTooLong: false }
}
