"use client"
import { useCallback, useState } from "react"
import { flushSync } from "react-dom"
import { forgetRemembered } from "@/lib/actions/chat"
import type { ChatMessage, Remembered } from "@/lib/types"
import { chatWords } from "@/lib/words/chat"
import { call, sentenceFor } from "../../call"
import { tell } from "../../tabs"
import { focusComposer } from "../composer/composer"
import type { Trouble } from "../reply/use-reply"
import { say } from "../shell/announcement"

/** What is kept in mind of a chat, and having it forgotten. */
export function useRemembered(
  chatId: string,
  atFirst: Remembered[] | undefined,
  setTrouble: (trouble: Trouble) => void,
) {
  const [remembered, setRemembered] = useState(atFirst ?? [])
  const forget = useCallback(
    async (messageId: string) => {
      try {
        await call(() => forgetRemembered({ chatId, messageId }))
        const next = beside(remembered, messageId)
        flushSync(() => setRemembered((all) => all.filter(({ id }) => id !== messageId)))
        tell({ type: "chat-changed", chatId })
        const button = next && document.querySelector<HTMLElement>(`[data-forget="${next.id}"]`)
        if (button) button.focus()
        else focusComposer()
        say(chatWords.remembered.forgotten)
      } catch (error) {
        setTrouble({ sentence: sentenceFor(error) })
      }
    },
    [chatId, remembered, setTrouble],
  )
  /** Once an ask is through: `added` is kept in mind as well, and nothing of what is not shown any more. */
  const noteAsk = useCallback((before: ChatMessage[], now: ChatMessage[], added: Remembered | undefined) => {
    const shown = new Set(now.map(({ id }) => id))
    const dropped = new Set(before.map(({ id }) => id).filter((id) => !shown.has(id)))
    setRemembered((all) => [...(added ? [added] : []), ...all.filter(({ id }) => !dropped.has(id))])
  }, [])
  return { remembered, setRemembered, noteAsk, forget }
}

/** What comes after one of them, or else before it. */
function beside(all: Remembered[], id: string): Remembered | undefined {
  const at = all.findIndex((one) => one.id === id)
  return all[at + 1] ?? all[at - 1]
}
