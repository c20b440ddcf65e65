import { ArrowRight } from "lucide-react"
import Link from "next/link"
import type { ReactNode } from "react"
import { frameWords } from "@/lib/words/frame"

export type WelcomeWords = {
  message: string
  /** `keptShared` stands in the place of `kept` on a shared computer. */
  privacyLine: { answers: string; kept: string; keptShared: string }
  starters: string[]
}

type WelcomeProps = WelcomeWords & {
  onAsk: (question: string) => void
  /** What is decided before the first message. */
  children: ReactNode
}

/** Before the first message: the operator's greeting, what this is, and questions to start with. */
export function Welcome({ message, privacyLine, starters, onAsk, children }: WelcomeProps) {
  return (
    <div className="flex flex-col py-8 short:py-4">
      <h1
        className="whitespace-pre-line text-balance [overflow-wrap:anywhere] font-serif text-[1.75rem] leading-tight sm:text-4xl"
        dir="auto"
      >
        {message}
      </h1>
      <p className="mt-4 max-w-[58ch] text-ink-soft">
        {privacyLine.answers} <span className="in-data-shared:hidden">{privacyLine.kept}</span>
        <span className="hidden in-data-shared:inline">{privacyLine.keptShared}</span>{" "}
        <Link href="/privacy" prefetch={false} className="underline underline-offset-2 hover:text-ink">
          {frameWords.names.privacy}
        </Link>
      </p>
      <div className="mt-3">{children}</div>
      <ul className="mt-4 grid gap-2 sm:mt-6 sm:grid-cols-2">
        {starters.map((question) => (
          <li key={question}>
            <button
              type="button"
              className="group flex h-full min-h-14 w-full items-center justify-between gap-3 rounded-2xl border border-line px-4 py-3 text-start leading-snug transition-colors hover:border-accent hover:bg-surface-2"
              onClick={() => onAsk(question)}
            >
              <span className="min-w-0 [overflow-wrap:anywhere]" dir="auto">
                {question}
              </span>
              <ArrowRight aria-hidden className="size-4 shrink-0 text-ink-soft group-hover:text-accent" />
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
