"use client"
import { useEffect, useRef } from "react"
import { onTryNow } from "../../line"
import { listen } from "../../tabs"

/** Milliseconds between two looks for which there was no other reason than that the visitor is here. */
const RECENTLY = 2_000

/**
 * Looks at a chat again when another tab says that it changed, and when this one comes to the front, as another browser
 * says nothing; what was removed there is taken away at once. Not while this tab itself is busy with it (`isQuiet`): then at once when it no longer is.
 */
export function useOtherTabs(
  chatId: string,
  isQuiet: boolean,
  look: () => void,
  onDeleted: () => void,
  onRemoved: (ids: string[]) => void,
): void {
  const ways = useRef({ look, onDeleted, onRemoved, isQuiet })
  const isDue = useRef(false)
  const lookedAt = useRef(0)
  useEffect(() => {
    ways.current = { look, onDeleted, onRemoved, isQuiet }
  })

  useEffect(() => {
    const lookNow = () => {
      isDue.current = !ways.current.isQuiet
      if (isDue.current) return
      lookedAt.current = Date.now()
      ways.current.look()
    }
    const deaf = listen((message) => {
      if (message.type === "messages-removed" && message.chatId === chatId)
        ways.current.onRemoved(message.ids)
      if (message.type === "chat-changed" && message.chatId === chatId) lookNow()
      if (message.type === "chat-deleted" && message.chatId === chatId) ways.current.onDeleted()
    })
    const blind = onTryNow(() => {
      if (document.visibilityState === "visible" && Date.now() - lookedAt.current > RECENTLY) lookNow()
    })
    return () => {
      deaf()
      blind()
    }
  }, [chatId])

  useEffect(() => {
    if (!isQuiet || !isDue.current) return
    isDue.current = false
    ways.current.look()
  }, [isQuiet])
}
