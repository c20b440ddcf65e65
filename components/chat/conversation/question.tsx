"use client"
import { Pencil } from "lucide-react"
import { memo } from "react"
import { v7 as uuidv7 } from "uuid"
import type { ChatMessage } from "@/lib/types"
import { chatWords } from "@/lib/words/chat"
import { Button } from "../../ui/button"
import { focusComposer } from "../composer/composer"
import type { Ask } from "../reply/ask"
import { FoldedText } from "./folded-text"
import type { Editing } from "./log"
import { textOf } from "./messages"
import { type Remove, RemoveQuestion } from "./remove-question"
import { Rewording } from "./rewording"
import { TimeOf } from "./time-of"
import { type Turn, Versions } from "./versions"

type QuestionProps = {
  message: ChatMessage
  busy: boolean
  maxBytes: number
  editing: Editing | undefined
  onEditing: (editing: Editing | undefined) => void
  onReplace: (question: Omit<Ask, "replyId">) => void
  onTurn: Turn
  /** There is no other in this chat. */
  isOnly: boolean
  onRemove: Remove
}

/** The visitor's own words: plain text, whatever they hold. */
export const Question = memo((props: QuestionProps) => {
  const { message, busy, maxBytes, editing, isOnly, onEditing, onReplace, onTurn, onRemove } = props
  const text = textOf(message)
  return (
    <article id={message.id} aria-label={chatWords.message.you} className="group flex flex-col items-end">
      {editing ? (
        <Rewording
          id={message.id}
          sent={text}
          text={editing.text}
          busy={busy}
          maxBytes={maxBytes}
          onCancel={() => {
            onEditing(undefined)
            focusComposer()
          }}
          onSave={(words) => onReplace({ messageId: message.id, text: words, rewordedId: uuidv7() })}
        />
      ) : (
        <>
          <div className="max-w-[85%] rounded-3xl rounded-ee-lg bg-surface-2 px-4 py-2.5">
            {message.metadata?.unreadable ? (
              <em className="text-ink-soft">{chatWords.message.unreadable}</em>
            ) : (
              <FoldedText text={text} />
            )}
          </div>
          <div className="flex flex-wrap items-center justify-end">
            <div className="quiet-controls flex min-h-11 items-center">
              <TimeOf message={message} />
              <Button look="quiet" disabled={busy} onClick={() => onEditing({ id: message.id, text })}>
                <Pencil aria-hidden className="size-4" />
                {chatWords.message.edit}
              </Button>
              <RemoveQuestion messageId={message.id} busy={busy} isOnly={isOnly} onRemove={onRemove} />
            </div>
            <Versions message={message} busy={busy} onTurn={onTurn} />
          </div>
        </>
      )}
    </article>
  )
})
