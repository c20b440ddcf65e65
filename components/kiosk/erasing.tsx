"use client"
import { useEffect, useRef, useState } from "react"
import { kioskWords } from "@/lib/words/kiosk"
import { clearStorage, eraseHere, handOver } from "../my-data/erase"
import { saidDone } from "./activity"
import { rememberErased, startAnew } from "./erased"

const words = kioskWords.erasing
const RETRY = 5000

/** In place of everything else while it is erased, however long that takes; then the page starts anew. */
export function Erasing() {
  const [failed, setFailed] = useState(false)
  const [why] = useState(() => (saidDone() ? words.done : words.away))
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    let timer: number | undefined
    const attempt = async () => {
      try {
        const receipt = await eraseHere()
        rememberErased()
        handOver(receipt)
        startAnew()
      } catch {
        setFailed(true)
        timer = window.setTimeout(attempt, RETRY)
      }
    }
    document.title = words.heading
    // What had it is gone; from here a screen reader begins to read.
    heading.current?.focus()
    clearStorage()
    // The page came with its text in scripts as well; emptied, not removed, as React goes on counting them.
    for (const script of document.querySelectorAll("script:not([src])")) script.textContent = ""
    void attempt()
    return () => window.clearTimeout(timer)
  }, [])
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-[36rem] flex-col justify-center gap-4 px-6 py-16">
      <h1 ref={heading} tabIndex={-1} className="font-serif text-3xl outline-none">
        {words.heading}
      </h1>
      <p role="status" className="min-h-14 text-pretty text-ink-soft">
        {failed ? words.failed : why}
      </p>
    </main>
  )
}
