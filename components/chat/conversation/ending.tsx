import type { MessageMetadata } from "@/lib/types"
import { chatWords } from "@/lib/words/chat"
import { failureSentence } from "@/lib/words/page"
import { useOperatorContact } from "../rating/operator"

/** How an answer ended: a word and what to do next, where it did not end well; `said`: what a screen reader says of it first. */
export type EndingWords = { word?: string; sentence?: string; said: string }

/** How an answer ended, in words. `contact`: how the operator is reached. */
export function endingOf(metadata: MessageMetadata | undefined, contact: string): EndingWords {
  const { status = "complete", failure } = metadata ?? {}
  return { sentence: failure && failureSentence(failure, contact), ...chatWords.endings[status] }
}

/** The line under an answer that did not end well. */
export function Ending({ metadata }: { metadata: MessageMetadata | undefined }) {
  const ending = endingOf(metadata, useOperatorContact())
  if (!ending.word && !ending.sentence) return undefined
  return (
    <p className="mt-3 border-line border-s-2 ps-3 text-ink-soft text-sm">
      {ending.word && <strong className="me-2 font-semibold text-ink">{ending.word}</strong>}
      {ending.sentence}
    </p>
  )
}
