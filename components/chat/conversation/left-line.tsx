"use client"
import { Hourglass } from "lucide-react"
import { useEffect, useState } from "react"
import { momentOf } from "@/lib/kept"
import type { Left } from "@/lib/types"
import { chatWords } from "@/lib/words/chat"

/** How many messages the visitor has left, when they are few, and when there are more; read out when it changes. */
export function LeftLine({ left }: { left: Left | undefined }) {
  const end = useEnd(left)
  return (
    <output className="block">
      {left && end && (
        <span className="mb-2 flex items-center justify-center gap-2 text-ink-soft text-sm">
          <Hourglass aria-hidden className="size-4 shrink-0" />
          <span>{chatWords.left({ ...left, moment: momentOf(end, new Date()) })}</span>
        </span>
      )}
    </output>
  )
}

/** When there are more, by this device's clock; undefined until the page is alive, and from then on. */
function useEnd(left: Left | undefined): Date | undefined {
  const [end, setEnd] = useState<Date>()
  useEffect(() => {
    setEnd(left && new Date(Date.now() + left.seconds * 1000))
    if (!left) return
    const timer = window.setTimeout(() => setEnd(undefined), left.seconds * 1000)
    return () => window.clearTimeout(timer)
  }, [left])
  return end
}
