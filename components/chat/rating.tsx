"use client"
import { Eye, MessageSquarePlus, MessageSquareText, ThumbsDown, ThumbsUp } from "lucide-react"
import { type ReactNode, useRef, useState } from "react"
import type { ChatMessage, Rating as Given } from "@/lib/types"
import { Button } from "../ui/button"
import { RatingPanel } from "./rating-panel"
import { useRating } from "./use-rating"

const RATINGS = [
  { rating: "good", name: "Good answer", Icon: ThumbsUp },
  { rating: "poor", name: "Poor answer", Icon: ThumbsDown },
] as const

type RatingProps = {
  chatId: string
  message: ChatMessage
  /** The row of controls, with the buttons of this one in it. */
  row: (buttons: ReactNode) => ReactNode
}

/** What the visitor thinks of an answer: two buttons in the row under it and, once rated, a place for more below. */
export function Rating({ chatId, message, row }: RatingProps) {
  const { feedback, said, problem, change } = useRating(chatId, message)
  const [open, setOpen] = useState(false)
  const opener = useRef<HTMLButtonElement>(null)
  const rate = (rating: Given) => {
    const takenBack = feedback?.rating === rating
    setOpen(!takenBack)
    void change(
      { rating: takenBack ? null : rating },
      takenBack ? "Rating taken back." : "Rated. You can add a comment below.",
    )
  }
  const close = () => {
    opener.current?.focus()
    setOpen(false)
  }
  const buttons = (
    <>
      {RATINGS.map(({ rating, name, Icon }) => (
        <Button
          key={rating}
          look="quiet"
          aria-label={name}
          title={name}
          aria-pressed={feedback?.rating === rating}
          className="aria-pressed:text-accent"
          onClick={() => rate(rating)}
        >
          <Icon aria-hidden className={`size-4 ${feedback?.rating === rating ? "fill-current" : ""}`} />
        </Button>
      ))}
      {feedback && (
        <Button
          ref={opener}
          look="quiet"
          aria-label="Comment"
          title="Comment"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {feedback.comment === undefined ? (
            <MessageSquarePlus aria-hidden className="size-4" />
          ) : (
            <MessageSquareText aria-hidden className="size-4" />
          )}
        </Button>
      )}
    </>
  )
  return (
    <>
      {row(buttons)}
      {feedback && open && (
        <RatingPanel
          feedback={feedback}
          onSave={async (opinion) => {
            if (await change(opinion, opinion.shared ? "Saved and shared." : "Saved.")) close()
          }}
          onClose={close}
        />
      )}
      {feedback?.shared && !open && (
        <SharedMark
          onStop={() => {
            opener.current?.focus()
            void change({ rating: feedback.rating, shared: false }, "Not shared any more.")
          }}
        />
      )}
      {problem && (
        <p role="alert" className="mt-1 text-danger text-sm">
          {problem}
        </p>
      )}
      <output className="sr-only">{said}</output>
    </>
  )
}

function SharedMark({ onStop }: { onStop: () => void }) {
  return (
    <p className="mt-1 flex flex-wrap items-center gap-x-2 text-ink-soft text-sm">
      <span className="flex items-center gap-1.5">
        <Eye aria-hidden className="size-4" />
        Shared with the operator
      </span>
      <Button look="quiet" className="-ms-2 underline underline-offset-2" onClick={onStop}>
        Stop sharing
      </Button>
    </p>
  )
}
