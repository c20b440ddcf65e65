import { Circle, CircleCheck } from "lucide-react"
import Link from "next/link"
import type { FirstStep } from "@/lib/condition"
import { dashboardWords } from "@/lib/words/admin"

const words = dashboardWords.firstSteps

/** What to do before the first visitor comes, as long as no visitor has written. */
export function FirstSteps({ steps }: { steps: FirstStep[] }) {
  return (
    <section aria-labelledby="first" className="mt-6 rounded-3xl border border-line p-5 sm:p-7">
      <h2 id="first" className="font-serif text-2xl">
        {words.heading}
      </h2>
      <ol className="mt-4 flex flex-col gap-4">
        {steps.map(({ isDone, name, hint, href }) => {
          const Icon = isDone ? CircleCheck : Circle
          return (
            <li key={name} className="flex gap-3">
              <Icon
                aria-hidden
                className={`mt-1 size-5 shrink-0 ${isDone ? "text-accent" : "text-ink-soft"}`}
              />
              <div className="min-w-0 [overflow-wrap:anywhere]">
                <p>
                  {href ? (
                    <Link href={href} prefetch={false} className="underline underline-offset-2">
                      {name}
                    </Link>
                  ) : (
                    name
                  )}
                  {isDone && <span className="ms-2 text-accent text-sm">{words.done}</span>}
                </p>
                <p className="text-ink-soft text-sm">{hint}</p>
              </div>
            </li>
          )
        })}
      </ol>
    </section>
  )
}
