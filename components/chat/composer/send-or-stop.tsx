"use client"
import { ArrowUp, Square } from "lucide-react"
import { type MouseEvent, useState } from "react"
import { chatWords } from "@/lib/words/chat"

type SendOrStopProps = { running: boolean; empty: boolean; onStop: () => Promise<void> }

/** One button with two names, so that the focus stays on it when the answer ends. */
export function SendOrStop({ running, empty, onStop }: SendOrStopProps) {
  const [stopping, setStopping] = useState(false)
  const stop = async (event: MouseEvent) => {
    // The second half of a double click on Send is not meant for Stop.
    if (event.detail > 1 || stopping) return
    setStopping(true)
    await onStop()
    setStopping(false)
  }
  return (
    <button
      type={running ? "button" : "submit"}
      aria-label={running ? chatWords.composer.stop : chatWords.composer.send}
      aria-disabled={running ? stopping : empty}
      className={ROUND}
      onClick={running ? stop : undefined}
    >
      {running ? (
        <Square aria-hidden className="size-4 fill-current" />
      ) : (
        <ArrowUp aria-hidden className="size-5" />
      )}
    </button>
  )
}

const ROUND =
  "grid size-11 shrink-0 place-items-center rounded-full border border-transparent bg-accent text-accent-ink transition-colors hover:opacity-90 aria-disabled:bg-surface-2 aria-disabled:text-ink-soft"
