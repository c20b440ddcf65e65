"use client"
import { useEffect } from "react"
import { seeShared } from "@/lib/actions/shared"

/** Notes that the newest answer was shown; what is new stays marked until the page is opened again. */
export function Seen({ cursor }: { cursor: string }) {
  useEffect(() => {
    // Not noted is new once more, which does no harm.
    seeShared({ cursor }).catch(() => {})
  }, [cursor])
  return null
}
