"use client"
import Link from "next/link"
import { keptSentence } from "@/lib/kept"
import { useTimeUntil } from "./clock"

/** When this chat will be gone, in words, and where to read and decide about it. Drawn where times are local. */
export function KeptLine({ until, temporary }: { until: string | undefined; temporary: boolean }) {
  const now = useTimeUntil(until)
  if (!until || !now) return undefined
  return (
    <p className="flex flex-wrap items-center justify-center gap-x-3">
      <span>
        {temporary && "Temporary chat. "}
        {keptSentence(new Date(until), now)}
      </span>
      <span className="flex gap-3">
        <Link href="/my-data" prefetch={false} className={LINK}>
          My data
        </Link>
        <Link href="/privacy" prefetch={false} className={LINK}>
          Privacy
        </Link>
      </span>
    </p>
  )
}

const LINK = "inline-flex min-h-6 items-center underline underline-offset-2 hover:text-ink"
