import { Eye, ThumbsDown, ThumbsUp } from "lucide-react"
import type { ReactNode } from "react"
import type { SharedAnswer } from "@/lib/types"
import { adminWords } from "@/lib/words/admin"
import { date, momentInWords } from "@/lib/words/page"
import { Markdown } from "../../chat/markdown/markdown"
import { Sentence } from "../../ui/sentence"

const words = adminWords.shared

/** `isNew`: no operator has looked at it yet. */
type AnswerCardProps = { answer: SharedAnswer; isNew: boolean; timeZone: string }

/** One answer a visitor lets the operator read: their own words as plain text, the answer as the chat draws it. */
export function AnswerCard({ answer: shared, isNew, timeZone }: AnswerCardProps) {
  const { question, answer, comment, rating, model, ratedAt, readableUntil } = shared
  const Icon = rating === "good" ? ThumbsUp : ThumbsDown
  return (
    <article className="rounded-3xl border border-line p-5 sm:p-7">
      <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <h2 className="flex items-center gap-2 font-serif text-xl">
          <Icon aria-hidden className="size-4.5 text-accent" />
          {words.ratings[rating]}
          {isNew && (
            <span className="rounded-full bg-accent px-2.5 py-0.5 font-sans text-accent-ink text-sm">
              {words.isNew}
            </span>
          )}
        </h2>
        <p className="flex items-center gap-1.5 text-ink-soft text-sm">
          <Eye aria-hidden className="size-4" />
          {words.by}
        </p>
      </header>
      <Part name={words.question}>
        <Words text={question} />
      </Part>
      <Part name={words.answer}>
        {answer === undefined ? <Unreadable /> : <Markdown text={answer} streaming={false} atOnce />}
      </Part>
      {comment !== "" && (
        <Part name={words.comment}>
          <Words text={comment} />
        </Part>
      )}
      <footer className="mt-5 border-line border-t pt-3 text-ink-soft text-sm [overflow-wrap:anywhere]">
        <Sentence
          text={words.about({
            rated: momentInWords(new Date(ratedAt), timeZone),
            hasModel: Boolean(model),
            until: date(new Date(readableUntil), DAY),
          })}
          parts={{ rated: timeAt(ratedAt), model: () => model, until: timeAt(readableUntil) }}
        />
      </footer>
    </article>
  )
}

function timeAt(at: string) {
  return (words: string) => <time dateTime={at}>{words}</time>
}

/** Of a day without a time, which counts as midnight UTC. */
const DAY = { dateStyle: "medium", timeZone: "UTC" } as const

function Part({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section className="mt-5">
      <h3 className="mb-1 text-ink-soft text-sm">{name}</h3>
      {children}
    </section>
  )
}

function Words({ text }: { text: string | undefined }) {
  if (text === undefined) return <Unreadable />
  return (
    <p
      dir="auto"
      className="whitespace-pre-wrap rounded-2xl bg-surface-2 px-4 py-2.5 [overflow-wrap:anywhere]"
    >
      {text}
    </p>
  )
}

function Unreadable() {
  return <p className="text-ink-soft italic">{words.unreadable}</p>
}
