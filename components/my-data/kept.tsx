"use client"
import { keptSentence } from "@/lib/kept"
import { useTimeUntil } from "../chat/clock"

/** Until when everything is kept, in words and in the visitor's own time zone: drawn once the page is alive. */
export function Kept({ until }: { until: string }) {
  const now = useTimeUntil(until)
  return now && <time dateTime={until}>{keptSentence(new Date(until), now)} </time>
}
