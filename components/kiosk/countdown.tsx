"use client"
import { useLayoutEffect, useRef } from "react"
import { createPortal } from "react-dom"
import { kioskWords } from "@/lib/words/kiosk"
import { Button } from "../ui/button"

const words = kioskWords.countdown

/** Asks whether anybody is there before everything is erased. Any key, pointer or touch is an answer, too. */
export function Countdown({ seconds, onStay }: { seconds: number; onStay: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  // Closed before it leaves the page: only then does the focus go back to where it was.
  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  const said = SAID.find((mark) => seconds <= mark)
  // At the end of the page, outside of whatever another open dialog hides from assistive technology.
  return createPortal(
    <dialog
      ref={dialog}
      role="alertdialog"
      aria-labelledby="still-there"
      aria-describedby="what-happens"
      onCancel={onStay}
      className="m-auto w-[min(26rem,calc(100vw-2rem))] rounded-3xl border border-line bg-surface p-6 text-ink shadow-xl backdrop:bg-shade"
    >
      <h2 id="still-there" className="font-serif text-xl">
        {words.question}
      </h2>
      <p id="what-happens" className="mt-2 text-ink-soft tabular-nums">
        {words.consequence(seconds)}
      </p>
      <output className="sr-only">{said && words.left(said)}</output>
      <div className="mt-6 flex justify-end">
        <Button look="primary" onClick={onStay}>
          {words.stay}
        </Button>
      </div>
    </dialog>,
    document.body,
  )
}

/** Seconds that are said aloud; every one would drown the rest. */
const SAID = [5, 10, 20]
