import Link from "next/link"
import { buttonClass } from "../../ui/button"

/** The ways to one's own data and to the privacy notice. */
export function PageLinks({ className }: { className?: string }) {
  return (
    <p className={className}>
      <Link href="/my-data" prefetch={false} className={buttonClass("quiet")}>
        My data
      </Link>
      <Link href="/privacy" prefetch={false} className={buttonClass("quiet")}>
        Privacy
      </Link>
    </p>
  )
}
