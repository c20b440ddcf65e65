"use client"
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react"
import { chatWords } from "@/lib/words/chat"
import { sentenceFor } from "../../call"
import { Button } from "../../ui/button"
import { say } from "../shell/announcement"

const words = chatWords.conversation.earlier

/** Brings the messages before the first one: by its button, or with `auto` when the reader scrolls near it. */
export function Earlier({ onEarlier, auto }: { onEarlier: () => Promise<void>; auto: boolean }) {
  const [loading, setLoading] = useState(false)
  const [problem, setProblem] = useState<string>()
  const place = useRef<HTMLDivElement>(null)

  const load = useCallback(async () => {
    setLoading(true)
    setProblem(undefined)
    try {
      await onEarlier()
      say(words.shown)
    } catch (error) {
      setProblem(sentenceFor(error))
    }
    setLoading(false)
  }, [onEarlier])

  useLayoutEffect(() => {
    const here = place.current
    // With the last of them the button is gone, and the focus must not be.
    return () => {
      if (here?.contains(document.activeElement))
        document.getElementById("main")?.focus({ preventScroll: true })
    }
  }, [])

  const watching = auto && !loading && !problem
  useEffect(() => {
    if (!watching || !place.current) return
    const near = new IntersectionObserver(([entry]) => entry?.isIntersecting && void load(), {
      rootMargin: "600px 0px",
    })
    near.observe(place.current)
    return () => near.disconnect()
  }, [watching, load])

  return (
    <div ref={place} className="flex flex-col items-center pt-4">
      <Button look="quiet" aria-disabled={loading} onClick={() => !loading && load()}>
        {loading ? words.loading : words.show}
      </Button>
      <p className="printed-only hidden">{words.printed}</p>
      {problem && (
        <p role="alert" className="text-sm">
          {problem}
        </p>
      )}
    </div>
  )
}
