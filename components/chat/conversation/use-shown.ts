"use client"
import { useCallback, useEffect, useRef, useState } from "react"
import { listMessages } from "@/lib/actions/chat"
import type { ChatMessage, MessagePage } from "@/lib/types"
import { call } from "../../call"
import { notRemoved } from "../removals"
import type { Trouble } from "../reply/use-reply"
import { withNewest, without } from "./messages"
import { useMemory } from "./use-memory"

export type Shown = ReturnType<typeof useShown>

/** What of a chat is on the screen: its messages, oldest first, and what is kept in mind of it. */
export function useShown(
  chatId: string,
  page: MessagePage | undefined,
  setTrouble: (trouble: Trouble) => void,
) {
  const [messages, setMessages] = useState(() => notRemoved(page?.messages ?? []))
  const [before, setBefore] = useState(page?.before)
  const { setMemory, ...memory } = useMemory(chatId, page, messages.at(-1), setTrouble)
  /** The same for what runs on while they change. */
  const latest = useRef(messages)
  useEffect(() => {
    latest.current = messages
  })
  /** How often something was asked here. */
  const asks = useRef(0)

  /** Shows the end of the chat as it is now. */
  const show = useCallback(
    (newest: MessagePage) => {
      const joins = latest.current.some(({ id }) => id === newest.messages[0]?.id)
      if (!isSame(withNewest(latest.current, newest), latest.current))
        setMessages((all) => withNewest(all, newest))
      if (!joins || newest.before === undefined) setBefore(newest.before)
      setMemory(newest)
    },
    [setMemory],
  )
  /** Shows this, and nothing that was shown. */
  const showOnly = useCallback(
    (page: MessagePage) => {
      setMessages(page.messages)
      setBefore(page.before)
      setMemory(page)
    },
    [setMemory],
  )
  const drop = useCallback((ids: string[]) => {
    latest.current = without(latest.current, ids)
    setMessages((all) => without(all, ids))
  }, [])

  const showEarlier = async () => {
    if (before === undefined) return
    const earlier = await call(() => listMessages({ chatId, before }))
    setMessages((all) => [...earlier.messages, ...all])
    setBefore(earlier.before)
  }
  return {
    messages,
    latest,
    asks,
    setMessages,
    show,
    showOnly,
    drop,
    showEarlier: before === undefined ? undefined : showEarlier,
    ...memory,
  }
}

function isSame(some: ChatMessage[], others: ChatMessage[]): boolean {
  return JSON.stringify(some) === JSON.stringify(others)
}
