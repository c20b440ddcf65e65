"use client"
import { MessageSquareText, Send, ThumbsDown, ThumbsUp } from "lucide-react"
import { type ReactNode, type RefObject, useRef, useState } from "react"
import type { ChatMessage, Rating as Given } from "@/lib/types"
import { ratingWords } from "@/lib/words/chat"
import { Button } from "../../ui/button"
import { RatingMark } from "./mark"
import { RatingPanel } from "./panel"
import { type Opinion, useRating } from "./use-rating"

const RATINGS = [
  { rating: "good", Icon: ThumbsUp },
  { rating: "poor", Icon: ThumbsDown },
] as const

type RatingProps = {
  chatId: string
  message: ChatMessage
  /** The row of controls, with the buttons of this one in it. */
  row: (buttons: ReactNode) => ReactNode
}

/** What the visitor thinks of an answer: two buttons in the row under it and, once rated, the way to tell the operator. */
export function Rating({ chatId, message, row }: RatingProps) {
  const { feedback, said, problem, change } = useRating(chatId, message)
  const [open, setOpen] = useState(false)
  const [written, setWritten] = useState<string>()
  const opener = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLFormElement>(null)
  const rate = async (rating: Given) => {
    const takenBack = feedback?.rating === rating
    if (takenBack || !feedback) setOpen(false)
    if (!takenBack) await change({ rating }, ratingWords.rated)
    else if (await change({ rating: null }, ratingWords.takenBack)) setWritten(undefined)
  }
  const close = () => {
    // A visitor who has gone on meanwhile is not called back.
    if (isFocusIn(panel.current)) opener.current?.focus()
    setOpen(false)
  }
  const save = async (opinion: Opinion, said: string) => {
    const form = panel.current
    if (!(await change(opinion, said))) return
    // What was written since is not what was saved.
    setWritten((now) => (now === written ? undefined : now))
    if (panel.current === form) close()
  }
  return (
    <>
      {row(
        <>
          <RatingButtons given={feedback?.rating} onRate={rate} />
          {feedback && (
            <Opener ref={opener} shared={feedback.shared} open={open} onClick={() => setOpen(!open)} />
          )}
        </>,
      )}
      {feedback && open && (
        <RatingPanel
          ref={panel}
          feedback={feedback}
          comment={written ?? feedback.comment ?? ""}
          onWrite={setWritten}
          onSave={save}
          onClose={close}
        />
      )}
      {feedback && !open && (
        <RatingMark
          feedback={feedback}
          onStop={() => {
            opener.current?.focus()
            void change({ rating: feedback.rating, shared: false }, ratingWords.stoppedSharing)
          }}
        />
      )}
      {problem && (
        <p ref={bringIntoView} role="alert" className="mt-1 text-danger text-sm">
          {problem}
        </p>
      )}
      <output className="sr-only">{said}</output>
    </>
  )
}

/** Below an open panel it would be behind the box one writes in. */
function bringIntoView(element: Element | null): void {
  element?.scrollIntoView({ block: "nearest", behavior: "instant" })
}

/** Some browsers do not focus a button that is clicked. */
function isFocusIn(element: Element | null): boolean {
  return document.activeElement === document.body || element?.contains(document.activeElement) === true
}

type RatingButtonsProps = { given: Given | undefined; onRate: (rating: Given) => void }

function RatingButtons({ given, onRate }: RatingButtonsProps) {
  return RATINGS.map(({ rating, Icon }) => (
    <Button
      key={rating}
      look="quiet"
      aria-label={ratingWords[rating]}
      title={ratingWords[rating]}
      aria-pressed={given === rating}
      className="aria-pressed:text-accent"
      onClick={() => onRate(rating)}
    >
      <Icon aria-hidden className={`size-4 ${given === rating ? "fill-current" : ""}`} />
    </Button>
  ))
}

type OpenerProps = {
  ref: RefObject<HTMLButtonElement | null>
  shared: boolean
  open: boolean
  onClick: () => void
}

function Opener({ ref, shared, open, onClick }: OpenerProps) {
  const Icon = shared ? MessageSquareText : Send
  return (
    <Button ref={ref} look="quiet" aria-expanded={open} onClick={onClick}>
      <Icon aria-hidden className="size-4 max-sm:hidden" />
      {shared ? ratingWords.comment : ratingWords.tell}
    </Button>
  )
}
