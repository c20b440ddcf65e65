import Link from "next/link"
import { buttonClass } from "../../ui/button"

/** Before a visitor has shared an answer: what will be here, and how it comes here. */
export function NothingShared() {
  return (
    <section className="mt-8 max-w-[46rem] rounded-3xl border border-line border-dashed p-6 sm:p-8">
      <h2 className="font-serif text-xl">Nothing is shared at the moment</h2>
      <p className="mt-2 max-w-[60ch] text-ink-soft">
        Under every answer a visitor can choose Good answer or Poor answer, and then “Send to the operator”,
        with a comment if they like. What they send is listed here, newest first, until they stop sharing it
        or their chat is gone. How many good and poor ratings there are is on the overview, sent or not.
      </p>
      <Link href="/admin" prefetch={false} className={buttonClass("outline", "mt-5")}>
        To the overview
      </Link>
    </section>
  )
}
