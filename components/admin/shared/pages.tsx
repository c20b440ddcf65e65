import Link from "next/link"
import { buttonClass } from "../../ui/button"

/** The ways to older answers, and back to the newest. */
export function Pages({ isFirst, next }: { isFirst: boolean; next: string | undefined }) {
  if (isFirst && !next) return undefined
  return (
    <nav aria-label="More shared answers" className="mt-8 flex flex-wrap gap-2">
      {!isFirst && (
        <Link href="/admin/shared" prefetch={false} className={buttonClass("outline")}>
          Newest
        </Link>
      )}
      {next && (
        <Link href={`/admin/shared?after=${next}`} prefetch={false} className={buttonClass("outline")}>
          Older
        </Link>
      )}
    </nav>
  )
}
