"use client"
import { useCallback, useRef } from "react"
import { flushSync } from "react-dom"
import { showVersion } from "@/lib/actions/chat"
import type { MessagePage } from "@/lib/types"
import { chatWords } from "@/lib/words/chat"
import { call, sentenceFor } from "../../call"
import { tell } from "../../tabs"
import type { Trouble } from "../reply/use-reply"
import { say } from "../shell/announcement"
import { keepTurning, type Turn, topOf } from "./versions"

/** Turns to another version of a message: it is said which, and the reader stays where they are. One at a time. */
export function useTurn(
  chatId: string,
  show: (page: MessagePage) => void,
  setTrouble: (trouble: Trouble) => void,
): Turn {
  const turning = useRef(false)
  return useCallback(
    async (messageId, by) => {
      if (turning.current) return
      turning.current = true
      const top = topOf(messageId)
      try {
        const { shown, ...page } = await call(() => showVersion({ chatId, messageId, by }))
        flushSync(() => show(page))
        keepTurning(shown, by, top)
        const version = page.messages.find(({ id }) => id === shown)?.metadata?.version
        if (version) say(chatWords.versions.said(version))
        tell({ type: "chat-changed", chatId })
      } catch (error) {
        setTrouble({ sentence: sentenceFor(error) })
      }
      turning.current = false
    },
    [chatId, show, setTrouble],
  )
}
