import Link from "next/link"
import { frameWords } from "@/lib/words/frame"
import { buttonClass } from "../../ui/button"

/** The ways to one's own data and to the privacy notice. */
export function PageLinks({ className }: { className?: string }) {
  return (
    <p className={className}>
      <Link href="/my-data" prefetch={false} className={buttonClass("quiet")}>
        {frameWords.names.myData}
      </Link>
      <Link href="/privacy" prefetch={false} className={buttonClass("quiet")}>
        {frameWords.names.privacy}
      </Link>
    </p>
  )
}
