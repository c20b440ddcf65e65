import Link from "next/link"
import { adminWords } from "@/lib/words/admin"
import { buttonClass } from "../../ui/button"

const words = adminWords.shared.nothing

/** Before a visitor has shared an answer: what will be here, and how it comes here. */
export function NothingShared() {
  return (
    <section className="mt-8 max-w-[46rem] rounded-3xl border border-line border-dashed p-6 sm:p-8">
      <h2 className="font-serif text-xl">{words.heading}</h2>
      <p className="mt-2 max-w-[60ch] text-ink-soft">{words.text}</p>
      <Link href="/admin" prefetch={false} className={buttonClass("outline", "mt-5")}>
        {words.toOverview}
      </Link>
    </section>
  )
}
