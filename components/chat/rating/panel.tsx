"use client"
import { type KeyboardEvent, type RefObject, useEffect, useId, useRef, useState } from "react"
import type { Feedback } from "@/lib/types"
import { ratingWords } from "@/lib/words/chat"
import { Button } from "../../ui/button"
import { isComposing } from "../composer/keys"
import { useAutosize } from "../composer/use-autosize"
import { useOperatorName } from "./operator"
import type { Opinion } from "./use-rating"

type RatingPanelProps = {
  ref: RefObject<HTMLFormElement | null>
  feedback: Feedback
  /** The comment as it is being written; what was not saved is there again when the panel is opened again. */
  comment: string
  onWrite: (comment: string) => void
  /** `said`: what to say when it got through. */
  onSave: (opinion: Opinion, said: string) => Promise<void>
  onClose: () => void
}

/** Sends an answer to the operator, with a comment if the visitor likes, or changes the comment that went with it. */
export function RatingPanel({ ref, feedback, comment, onWrite, onSave, onClose }: RatingPanelProps) {
  const id = useId()
  const [underWay, setUnderWay] = useState<{ step: Step; from: Feedback }>()
  // While something is on its way, the panel is for what it was opened for.
  const { rating, shared, comment: stored } = underWay?.from ?? feedback
  useEffect(() => {
    ref.current?.scrollIntoView({ block: "nearest", behavior: "instant" })
  }, [ref])
  const take = async (step: Step, change: Omit<Opinion, "rating">) => {
    if (underWay) return
    setUnderWay({ step, from: feedback })
    await onSave({ rating, ...change }, steps[step].done)
    setUnderWay(undefined)
  }
  const nameOf = (step: Step) => steps[step][underWay?.step === step ? "doing" : "name"]
  // What cannot be read is not replaced by nothing.
  const written = stored === null && comment === "" ? {} : { comment }
  return (
    <form
      ref={ref}
      className="mt-2 rounded-3xl border border-line bg-surface-2 p-4 text-sm"
      onSubmit={(event) => {
        event.preventDefault()
        void (shared ? take("save", written) : take("send", { ...written, shared: true }))
      }}
      onKeyDown={(event: KeyboardEvent) => {
        // While an input method composes, Escape belongs to it.
        if (event.key === "Escape" && !isComposing(event)) onClose()
      }}
    >
      <Consequence id={`${id}-consequence`} shared={shared} />
      <CommentField
        id={`${id}-comment`}
        {...{ comment, stored, onWrite }}
        readOnly={underWay !== undefined}
      />
      <div className="mt-3 flex flex-wrap items-center gap-2">
        {stored !== undefined && (
          <Button look="danger" onClick={() => take("remove", { comment: "" })}>
            {nameOf("remove")}
          </Button>
        )}
        <div className="ms-auto flex gap-2">
          <Button onClick={onClose}>{ratingWords.close}</Button>
          <Button
            look="primary"
            type="submit"
            aria-describedby={`${id}-consequence`}
            aria-disabled={underWay !== undefined}
          >
            {nameOf(shared ? "save" : "send")}
          </Button>
        </div>
      </div>
    </form>
  )
}

const { steps } = ratingWords

type Step = keyof typeof steps

/** Who reads what, and until when. */
function Consequence({ id, shared }: { id: string; shared: boolean }) {
  const operator = useOperatorName()
  return (
    <p id={id} className="text-ink-soft">
      {ratingWords.consequence({ operator, isShared: shared })}
    </p>
  )
}

type CommentFieldProps = {
  id: string
  comment: string
  stored: Feedback["comment"]
  readOnly: boolean
  onWrite: (comment: string) => void
}

function CommentField({ id, comment, stored, readOnly, onWrite }: CommentFieldProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  useAutosize(field, comment)
  return (
    <>
      <label htmlFor={id} className="mt-3 block">
        {ratingWords.commentLabel}
      </label>
      <textarea
        ref={field}
        id={id}
        rows={2}
        dir="auto"
        placeholder={stored === null ? ratingWords.unreadableComment : undefined}
        className="field-sizing-content mt-1 block max-h-[40dvh] min-h-16 w-full resize-none rounded-xl border border-ink-soft bg-surface px-3 py-2 text-base"
        value={comment}
        readOnly={readOnly}
        onChange={(event) => onWrite(event.target.value)}
      />
    </>
  )
}
