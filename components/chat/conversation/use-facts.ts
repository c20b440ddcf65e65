"use client"
import { useCallback, useState } from "react"
import { titleFrom } from "@/lib/text"
import type { Left } from "@/lib/types"
import { leaveSoon } from "../../kiosk/leave-soon"
import type { Accepted } from "../reply/ask"
import { useChats } from "../sidebar/chats"

/** What is known of a chat besides what is said in it: its title, its end (ISO 8601), and what the visitor has left. */
export type Facts = { title?: string; keptUntil?: string; left?: Left }

/** The same as it is now; `atFirst`: as the page was made. `noteAccepted`: words were accepted there. */
export function useFacts(chatId: string, temporary: boolean, atFirst: Facts) {
  const { touch } = useChats()
  const [nextTitle, setTitle] = useState<string>()
  const title = nextTitle ?? atFirst.title
  const [keptUntil, setKeptUntil] = useState(atFirst.keptUntil)
  const [left, setLeft] = useState(atFirst.left)
  const noteAccepted = useCallback(
    (text: string, accepted: Accepted) => {
      setKeptUntil(accepted.keptUntil)
      setLeft(accepted.left)
      void leaveSoon(accepted.keptUntil).then(setKeptUntil)
      if (!temporary) touch(chatId, accepted.title ?? title ?? titleFrom(text), accepted.keptUntil)
    },
    [chatId, temporary, title, touch],
  )
  return { title, keptUntil, left, setTitle, noteAccepted }
}
