"use client"
import { useEffect } from "react"
import { chatWords } from "@/lib/words/chat"
import { frameWords } from "@/lib/words/frame"
import { date, titleOf } from "@/lib/words/page"

/**
 * Names the tab, undefined: as the server did. What is kept of a visit in the browser's history tells chats apart, yet
 * holds no words of theirs. `site`: what this page is called.
 */
export function useTabTitle(name: string | undefined, site: string) {
  useEffect(() => {
    if (!name) return
    const title = titleOf({ name, site })
    const named = titleOf({ name: frameWords.names.chat, site })
    // The server's title can come after the page, and again; what a translator made of ours stays.
    const keep = () => {
      if (document.title === site || document.title === named) document.title = title
    }
    document.title = title
    const watching = new MutationObserver(keep)
    // A title that came after the page stands in its body.
    for (const place of [document.head, ...document.getElementsByTagName("title")]) {
      watching.observe(place, { childList: true, characterData: true, subtree: true })
    }
    return () => {
      watching.disconnect()
      if (document.title === title) document.title = site
    }
  }, [name, site])
}

/** What a chat's tab is called: by the time in its id, in the visitor's zone. To the second, or two would be the same. */
export function tabNameOf(chatId: string): string {
  const begun = new Date(Number.parseInt(chatId.replace("-", "").slice(0, 12), 16))
  const year = begun.getFullYear() === new Date().getFullYear() ? undefined : "numeric"
  const day = date(begun, { day: "numeric", month: "long", year })
  const { hour12 } = new Intl.DateTimeFormat(undefined, { hour: "numeric" }).resolvedOptions()
  return chatWords.tabName({ day, time: date(begun, { timeStyle: "medium", hour12 }) })
}
