import type { MessageMetadata } from "@/lib/types"
import { failureSentence } from "@/lib/words/page"
import { useOperatorContact } from "../rating/operator"

/** How an answer ended when it did not end well: a word, and what to do next. */
export type EndingWords = { word?: string; sentence: string }

/** How an answer ended, in words; undefined when it ended well. `contact`: how the operator is reached. */
export function endingOf(metadata: MessageMetadata | undefined, contact: string): EndingWords | undefined {
  const { status, failure } = metadata ?? {}
  const reason = failure && failureSentence(failure, contact)
  if (status === "stopped") return { word: "Stopped", sentence: "You ended this answer early." }
  if (status === "interrupted")
    return { word: "Interrupted", sentence: "The answer broke off. Retry to get a whole one." }
  if (status === "failed") return { word: "Failed", sentence: reason ?? "" }
  return reason ? { sentence: reason } : undefined
}

/** The line under an answer that did not end well. */
export function Ending({ metadata }: { metadata: MessageMetadata | undefined }) {
  const ending = endingOf(metadata, useOperatorContact())
  if (!ending) return undefined
  return (
    <p className="mt-3 border-line border-s-2 ps-3 text-ink-soft text-sm">
      {ending.word && <strong className="me-2 font-semibold text-ink">{ending.word}</strong>}
      {ending.sentence}
    </p>
  )
}
