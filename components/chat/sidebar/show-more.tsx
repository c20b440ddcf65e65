"use client"
import { useEffect, useRef, useState } from "react"
import { sidebarWords } from "@/lib/words/chat"
import { sentenceFor } from "../../call"
import { Button } from "../../ui/button"
import { say } from "../shell/announcement"
import { useChats } from "./chats"

/** Brings the next chats into the list, and the focus to the first of them. */
export function ShowMore() {
  const { chats, hasMore, showMore } = useChats()
  const [loading, setLoading] = useState(false)
  const [problem, setProblem] = useState<string>()
  const wanted = useRef<{ after: number; list: Element | null }>(undefined)
  const count = chats.length
  useEffect(() => {
    const { after, list } = wanted.current ?? { after: count, list: null }
    if (count <= after) return
    wanted.current = undefined
    say(sidebarWords.brought(count - after))
    list?.querySelectorAll<HTMLElement>('a[href^="/chat/"]')[after]?.focus()
  }, [count])

  const load = async (button: Element) => {
    if (loading) return
    wanted.current = { after: count, list: button.closest("nav") }
    setLoading(true)
    setProblem(await showMore().then(() => undefined, sentenceFor))
    setLoading(false)
  }
  if (!hasMore) return undefined
  return (
    <>
      {/* Not disabled: the focus would be lost. */}
      <Button
        look="quiet"
        className="w-full"
        aria-disabled={loading}
        onClick={(event) => load(event.currentTarget)}
      >
        {sidebarWords.showMore}
      </Button>
      {problem && (
        <p role="alert" className="px-3 text-sm">
          {problem}
        </p>
      )}
    </>
  )
}
