"use client"
import { type KeyboardEvent, type RefObject, useEffect, useId, useRef, useState } from "react"
import type { Feedback, Rating } from "@/lib/types"
import { Button } from "../ui/button"
import { isComposing } from "./keys"
import { useOperatorName } from "./operator"
import { useAutosize } from "./use-autosize"

type RatingPanelProps = {
  ref: RefObject<HTMLFormElement | null>
  feedback: Feedback
  /** The comment as it is being written; what was not saved is there again when the panel is opened again. */
  comment: string
  onWrite: (comment: string) => void
  onSave: (opinion: { rating: Rating; comment?: string; shared: boolean }) => Promise<void>
  onClose: () => void
}

/** What there is to say about a rating, and whether the operator may read it, with what happens then in words. */
export function RatingPanel({ ref, feedback, comment, onWrite, onSave, onClose }: RatingPanelProps) {
  const id = useId()
  const operator = useOperatorName()
  const field = useRef<HTMLTextAreaElement>(null)
  const [shared, setShared] = useState(feedback.shared)
  const [saving, setSaving] = useState(false)
  useAutosize(field, comment)
  useEffect(() => {
    ref.current?.scrollIntoView({ block: "nearest", behavior: "instant" })
  }, [ref])
  // What cannot be read is not replaced by nothing.
  const keepsComment = feedback.comment === null && comment === ""
  const save = async () => {
    if (saving) return
    setSaving(true)
    await onSave({ rating: feedback.rating, shared, ...(!keepsComment && { comment }) })
    setSaving(false)
  }
  return (
    <form
      ref={ref}
      className="mt-2 rounded-3xl border border-line bg-surface-2 p-4"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
      onKeyDown={(event: KeyboardEvent) => {
        // While an input method composes, Escape belongs to it.
        if (event.key === "Escape" && !isComposing(event)) onClose()
      }}
    >
      <label htmlFor={`${id}-comment`} className="text-sm">
        Comment (optional)
      </label>
      <textarea
        ref={field}
        id={`${id}-comment`}
        rows={2}
        dir="auto"
        placeholder={feedback.comment === null ? "Your comment cannot be read any more." : undefined}
        className="field-sizing-content mt-1 block max-h-[40dvh] min-h-16 w-full resize-none rounded-xl border border-ink-soft bg-surface px-3 py-2"
        value={comment}
        readOnly={saving}
        onChange={(event) => onWrite(event.target.value)}
      />
      <label className="mt-2 flex min-h-11 items-center gap-3 text-sm leading-snug">
        <input
          type="checkbox"
          className="size-5 shrink-0 accent-accent"
          aria-describedby={`${id}-consequence`}
          checked={shared}
          onChange={(event) => setShared(event.target.checked)}
        />
        <span>
          Share this answer with the operator
          {operator && ` (${operator})`}
        </span>
      </label>
      <div className="mt-1 flex flex-wrap items-center justify-end gap-2">
        <p id={`${id}-consequence`} className="min-w-0 flex-1 basis-72 text-ink-soft text-sm">
          {shared ? sharedSentence(operator || "The operator") : UNSHARED}
        </p>
        <Button onClick={onClose}>Close</Button>
        <Button look="primary" type="submit" aria-disabled={saving}>
          {saving ? "Saving …" : "Save"}
        </Button>
      </div>
    </form>
  )
}

const UNSHARED =
  "Only the rating is counted. The comment stays sealed with this chat, and nobody else reads it."

function sharedSentence(operator: string): string {
  return `${operator} can read this answer, its question and the comment until this chat is gone. Nothing else you wrote is shown, nor who you are.`
}
