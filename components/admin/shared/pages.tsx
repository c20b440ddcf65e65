import Link from "next/link"
import { adminWords } from "@/lib/words/admin"
import { buttonClass } from "../../ui/button"

const words = adminWords.shared.pages

/** The ways to older answers, and back to the newest. */
export function Pages({ isFirst, next }: { isFirst: boolean; next: string | undefined }) {
  if (isFirst && !next) return undefined
  return (
    <nav aria-label={words.label} className="mt-8 flex flex-wrap gap-2">
      {!isFirst && (
        <Link href="/admin/shared" prefetch={false} className={buttonClass("outline")}>
          {words.newest}
        </Link>
      )}
      {next && (
        <Link href={`/admin/shared?after=${next}`} prefetch={false} className={buttonClass("outline")}>
          {words.older}
        </Link>
      )}
    </nav>
  )
}
