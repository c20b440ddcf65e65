"use client"
import { frameWords } from "@/lib/words/frame"
import { tryNow } from "../../line"
import { useOpeningWaits } from "../../requests"
import { Button } from "../../ui/button"

/** In place of "Writing…" while the server cannot be reached. */
export function Connecting() {
  return (
    <div className="mt-2 flex flex-wrap items-center gap-x-3 text-ink-soft text-sm">
      <p role="status">{frameWords.connection.again}</p>
      <TryNow />
    </div>
  )
}

/** Says that what one wants to open, a page or a menu, waits for the connection; it opens by itself. */
export function OpeningWaits() {
  const waits = useOpeningWaits()
  return (
    <div className="sticky top-0 z-30 flex justify-center">
      <div
        role="status"
        className="absolute mt-2 flex flex-wrap items-center gap-x-3 rounded-xl border border-line bg-surface-2 px-4 text-sm shadow-lg empty:hidden"
      >
        {waits && (
          <>
            <p className="py-2">{frameWords.connection.opensLater}</p>
            <TryNow />
          </>
        )}
      </div>
    </div>
  )
}

function TryNow() {
  return (
    <Button look="quiet" onClick={tryNow}>
      {frameWords.connection.tryNow}
    </Button>
  )
}
