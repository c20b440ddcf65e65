"use client"
import { Pencil } from "lucide-react"
import { memo, useEffect, useRef, useState } from "react"
import type { ChatMessage } from "@/lib/types"
import { Button } from "../ui/button"
import type { Ask } from "./ask"
import { focusComposer } from "./composer"
import type { Editing } from "./log"
import { textOf } from "./messages"
import { TimeOf } from "./time-of"
import { useAutosize } from "./use-autosize"

type QuestionProps = {
  message: ChatMessage
  busy: boolean
  editing: Editing | undefined
  onEditing: (editing: Editing | undefined) => void
  onReplace: (question: Omit<Ask, "replyId">) => void
}

/** The visitor's own words: plain text, whatever they hold. */
export const Question = memo(({ message, busy, editing, onEditing, onReplace }: QuestionProps) => {
  const text = textOf(message)
  return (
    <article aria-label="You" className="group flex flex-col items-end">
      {editing ? (
        <Rewording
          text={editing.text}
          onCancel={() => {
            onEditing(undefined)
            focusComposer()
          }}
          onSave={(words) => onReplace({ messageId: message.id, text: words, reworded: true })}
        />
      ) : (
        <>
          <p
            dir="auto"
            className="max-w-[85%] whitespace-pre-wrap rounded-3xl rounded-ee-lg bg-surface-2 px-4 py-2.5 [overflow-wrap:anywhere]"
          >
            {message.metadata?.unreadable ? <em className="text-ink-soft">Unreadable message</em> : text}
          </p>
          <div className="quiet-controls flex min-h-11 items-center">
            <TimeOf message={message} />
            <Button look="quiet" disabled={busy} onClick={() => onEditing({ id: message.id, text })}>
              <Pencil aria-hidden className="size-4" />
              Edit
            </Button>
          </div>
        </>
      )}
    </article>
  )
})

type RewordingProps = { text: string; onSave: (text: string) => void; onCancel: () => void }

function Rewording({ text, onSave, onCancel }: RewordingProps) {
  const [words, setWords] = useState(text)
  const field = useRef<HTMLTextAreaElement>(null)
  useAutosize(field, words)
  useEffect(() => {
    field.current?.focus()
    field.current?.setSelectionRange(-1, -1)
  }, [])
  return (
    <form
      className="w-full rounded-3xl border border-line bg-surface-2 p-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (words.trim()) onSave(words)
      }}
    >
      <textarea
        ref={field}
        aria-label="Your question"
        aria-describedby="rewording-note"
        className="field-sizing-content max-h-[50dvh] w-full resize-none bg-transparent px-1 outline-none"
        dir="auto"
        value={words}
        onChange={(event) => setWords(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") onCancel()
        }}
      />
      <div className="mt-2 flex flex-wrap items-center justify-end gap-2">
        <p id="rewording-note" className="min-w-0 flex-1 basis-60 px-1 text-ink-soft text-sm">
          Saving asks again. What follows this message is replaced.
        </p>
        <Button onClick={onCancel}>Cancel</Button>
        <Button look="primary" type="submit">
          Save
        </Button>
      </div>
    </form>
  )
}
