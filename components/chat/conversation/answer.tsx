"use client"
import { RotateCcw } from "lucide-react"
import { memo, type ReactNode } from "react"
import type { ChatMessage } from "@/lib/types"
import { chatWords } from "@/lib/words/chat"
import { useLineLost } from "../../line"
import { Button } from "../../ui/button"
import { Markdown } from "../markdown/markdown"
import { Rating } from "../rating/rating"
import type { Ask } from "../reply/ask"
import { Connecting } from "../reply/connecting"
import { Cited } from "../sources/cited"
import { NotInDocuments } from "../sources/not-in-documents"
import { SourceList } from "../sources/source-list"
import { withSources } from "../sources/with-sources"
import { CopyButton } from "./copy-button"
import { Ending } from "./ending"
import { textOf } from "./messages"
import { TimeOf } from "./time-of"
import { type Turn, Versions } from "./versions"

const words = chatWords.message

type AnswerProps = {
  chatId: string
  message: ChatMessage
  question: ChatMessage | undefined
  last: boolean
  /** Near the end, where a chat is opened. */
  recent: boolean
  /** An answer is being written, if not this one. */
  running: boolean
  onReplace: (question: Omit<Ask, "replyId">) => void
  onTurn: Turn
}

/** What the assistant wrote, how it ended when it did not end well, and what can be done with it. */
export const Answer = memo((props: AnswerProps) => {
  const { chatId, message, question, last, recent, running, onReplace, onTurn } = props
  const text = textOf(message)
  const { status, sources, unanswered } = message.metadata ?? {}
  const busy = status === "running"
  const row = (ratingButtons?: ReactNode) => (
    <div className="mt-1 -ml-2 flex flex-wrap items-center">
      <Versions message={message} busy={running} onTurn={onTurn} />
      <div className={`flex min-h-11 flex-wrap items-center ${last ? "" : "quiet-controls"}`}>
        {text && <CopyButton {...withSources(text, sources)} />}
        {ratingButtons}
        {last && question && (
          <Button look="quiet" onClick={() => onReplace({ messageId: question.id, text: textOf(question) })}>
            <RotateCcw aria-hidden className="size-4" />
            {words.retry}
          </Button>
        )}
        <TimeOf message={message} />
      </div>
    </div>
  )
  return (
    <Cited chatId={chatId} message={message}>
      <article id={message.id} aria-label={words.assistant} className="group">
        {message.metadata?.unreadable ? (
          <p className="text-ink-soft italic">{words.unreadable}</p>
        ) : (
          text && (
            // A translator would take what grows for a new text at every word.
            <div translate={busy ? "no" : undefined} className={busy ? "notranslate" : undefined}>
              <Markdown text={text} streaming={busy} atOnce={recent} />
            </div>
          )
        )}
        {busy ? (
          <Writing thinking={message.parts.some(({ type }) => type === "reasoning")} />
        ) : (
          <Ending metadata={message.metadata} />
        )}
        {unanswered && <NotInDocuments text={text} />}
        {/* Not before: it would go down the page with every line. */}
        {!busy && <SourceList />}
        {!busy && (text ? <Rating chatId={chatId} message={message} row={row} /> : row())}
      </article>
    </Cited>
  )
})

/** Says that words are on their way, that the model thinks first, or that there is no way at the moment. */
export function Writing({ thinking = false }: { thinking?: boolean }) {
  const lost = useLineLost()
  if (lost) return <Connecting />
  return <p className="breathing mt-2 text-ink-soft text-sm">{thinking ? words.thinking : words.writing}</p>
}
