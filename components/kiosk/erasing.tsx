"use client"
import { useEffect, useState } from "react"
import { clearStorage, eraseHere } from "../my-data/erase"
import { rememberErased, startAnew } from "./erased"

const RETRY = 5000

/** In place of everything else while it is erased, however long that takes; then the page starts anew. */
export function Erasing() {
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    let timer: number | undefined
    const attempt = async () => {
      try {
        await eraseHere()
        rememberErased()
        startAnew()
      } catch {
        setFailed(true)
        timer = window.setTimeout(attempt, RETRY)
      }
    }
    document.title = TITLE
    clearStorage()
    // The page came with its text in scripts as well; emptied, not removed, as React goes on counting them.
    for (const script of document.querySelectorAll("script:not([src])")) script.textContent = ""
    void attempt()
    return () => window.clearTimeout(timer)
  }, [])
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-[36rem] flex-col justify-center gap-4 px-6 py-16">
      <h1 className="font-serif text-3xl">{TITLE}</h1>
      <p role="status" className="min-h-14 text-pretty text-ink-soft">
        {failed
          ? "It could not be erased yet. Nothing of it is shown any more, and this page keeps trying: please leave it open and check the connection."
          : "Nobody was here for a while, so what was written here goes away. This takes a moment."}
      </p>
    </main>
  )
}

const TITLE = "Erasing what was written here"
