"use client"
import { type FormEvent, useState } from "react"
import { tryQuestion } from "@/lib/actions/documents"
import { documentsWords } from "@/lib/words/admin"
import { call, sentenceFor } from "../../call"
import { Button } from "../../ui/button"

const words = documentsWords.question

type Passage = {
  documentId: string
  seq: number
  title: string
  heading: string
  page: number | null
  text: string
  score: number
}

type Found = { passages: Passage[]; evidence: number; enough: boolean; threshold: number }

/** What a visitor's question finds in the documents, and whether it would be answered from that. */
export function TryQuestion() {
  const [isBusy, setIsBusy] = useState(false)
  const [found, setFound] = useState<Found>()
  const [problem, setProblem] = useState<string>()
  const search = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const question = String(new FormData(event.currentTarget).get("question")).trim()
    if (isBusy || !question) return
    setIsBusy(true)
    setProblem(undefined)
    try {
      setFound(await call(() => tryQuestion({ question })))
    } catch (error) {
      setProblem(sentenceFor(error))
    }
    setIsBusy(false)
  }
  return (
    <section aria-labelledby="question" className="mt-10 max-w-[46rem] border-line border-t pt-6">
      <h2 id="question" className="font-serif text-xl">
        {words.heading}
      </h2>
      <p className="text-ink-soft">{words.text}</p>
      <form onSubmit={search} className="mt-3 flex gap-2">
        <input
          type="search"
          name="question"
          aria-labelledby="question"
          maxLength={2000}
          autoComplete="off"
          className="min-h-11 w-full min-w-0 rounded-xl border border-ink-soft/80 bg-surface px-3"
        />
        <Button type="submit" aria-disabled={isBusy}>
          {isBusy ? words.busy : words.action}
        </Button>
      </form>
      <output className="mt-3 block min-h-6">{found && !problem && verdict(found)}</output>
      {problem && (
        <p role="alert" className="text-danger">
          {problem}
        </p>
      )}
      {found && found.passages.length > 0 && (
        <ol aria-label={words.list} className="mt-3 flex flex-col gap-4">
          {found.passages.map((passage) => (
            <li key={`${passage.documentId} ${passage.seq}`}>
              <PassageCard passage={passage} />
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}

function verdict({ passages, enough, ...shares }: Found): string {
  if (passages.length === 0) return words.nothing
  if (!enough) return words.tooWeak(shares)
  return shares.evidence < shares.threshold ? words.byMeaning(shares) : words.enough(shares)
}

function PassageCard({ passage: { title, heading, page, text, score } }: { passage: Passage }) {
  const place = [heading, page !== null && words.page(page)].filter(Boolean).join(" · ")
  return (
    <article className="rounded-2xl border border-line p-4">
      <header className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h3 className="min-w-0 [overflow-wrap:anywhere]" dir="auto">
          {title}
        </h3>
        <p className="text-ink-soft text-sm tabular-nums">{words.score(score)}</p>
      </header>
      {place && (
        <p className="text-ink-soft text-sm [overflow-wrap:anywhere]" dir="auto">
          {place}
        </p>
      )}
      <p
        className="mt-2 line-clamp-6 whitespace-pre-wrap text-[0.9375rem] [overflow-wrap:anywhere]"
        dir="auto"
      >
        {text}
      </p>
    </article>
  )
}
