"use client"
import { RotateCcw } from "lucide-react"
import { memo } from "react"
import { failureSentence } from "@/lib/format"
import type { ChatMessage, MessageMetadata } from "@/lib/types"
import { Button } from "../ui/button"
import type { Ask } from "./ask"
import { CopyButton } from "./copy-button"
import { Markdown } from "./markdown"
import { textOf } from "./messages"
import { TimeOf } from "./time-of"

type AnswerProps = {
  message: ChatMessage
  question: ChatMessage | undefined
  last: boolean
  /** Near the end, where a chat is opened. */
  recent: boolean
  onReplace: (question: Omit<Ask, "replyId">) => void
}

/** What the assistant wrote, how it ended when it did not end well, and what can be done with it. */
export const Answer = memo(({ message, question, last, recent, onReplace }: AnswerProps) => {
  const text = textOf(message)
  const busy = message.metadata?.status === "running"
  return (
    <article aria-label="Assistant" className="group">
      {message.metadata?.unreadable ? (
        <p className="text-ink-soft italic">Unreadable message</p>
      ) : (
        text && <Markdown text={text} streaming={busy} atOnce={recent} />
      )}
      {busy ? <Writing /> : <Ending metadata={message.metadata} />}
      {!busy && (
        <div className={`mt-1 -ml-2 flex min-h-11 flex-wrap items-center ${last ? "" : "quiet-controls"}`}>
          {text && <CopyButton text={text} />}
          {last && question && (
            <Button
              look="quiet"
              onClick={() => onReplace({ messageId: question.id, text: textOf(question) })}
            >
              <RotateCcw aria-hidden className="size-4" />
              Retry
            </Button>
          )}
          <TimeOf message={message} />
        </div>
      )}
    </article>
  )
})

/** Says that words are on their way. */
export function Writing() {
  return <p className="breathing mt-2 text-ink-soft text-sm">Writing…</p>
}

function Ending({ metadata }: { metadata: MessageMetadata | undefined }) {
  const { status, failure } = metadata ?? {}
  const reason = failure && failureSentence(failure)
  if (status === "stopped") return <EndingLine word="Stopped" sentence="You ended this answer early." />
  if (status === "interrupted")
    return <EndingLine word="Interrupted" sentence="The answer broke off. Retry to get a whole one." />
  if (status === "failed") return <EndingLine word="Failed" sentence={reason} />
  return reason ? <EndingLine sentence={reason} /> : undefined
}

function EndingLine({ word, sentence }: { word?: string; sentence: string | undefined }) {
  return (
    <p className="mt-3 border-line border-s-2 ps-3 text-ink-soft text-sm">
      {word && <strong className="me-2 font-semibold text-ink">{word}</strong>}
      {sentence}
    </p>
  )
}
