"use client"
import { keptSentence } from "@/lib/kept"
import { useTimeUntil } from "../chat/shell/clock"

/** Until when everything is kept, in words and in the visitor's own time zone: drawn once the page is alive. */
export function Kept({ until }: { until: string }) {
  const now = useTimeUntil(until)
  // Its line is there from the beginning, so that nothing moves when it is filled.
  return (
    <span className="block min-h-[1lh]">
      {now && <time dateTime={until}>{keptSentence(new Date(until), now)}</time>}
    </span>
  )
}
