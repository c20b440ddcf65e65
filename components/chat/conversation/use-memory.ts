"use client"
import { useCallback, useEffect, useState } from "react"
import { flushSync } from "react-dom"
import { forgetRemembered, readMemory } from "@/lib/actions/chat"
import type { ChatMemory, ChatMessage, Remembered } from "@/lib/types"
import { chatWords } from "@/lib/words/chat"
import { call, sentenceFor } from "../../call"
import { tell } from "../../tabs"
import { focusComposer } from "../composer/composer"
import type { Trouble } from "../reply/use-reply"
import { say } from "../shell/announcement"

/** Milliseconds after an answer in which the summary that is being written may be there. */
const LOOKS = [1_500, 5_000, 20_000, 80_000]

/** What is kept in mind of a chat, and having some of it forgotten. */
export function useMemory(
  chatId: string,
  atFirst: ChatMemory | undefined,
  newest: ChatMessage | undefined,
  setTrouble: (trouble: Trouble) => void,
) {
  const [memory, setMemory] = useState<ChatMemory>(atFirst ?? {})
  const { remembered = [], summary } = memory
  const lookAgain = useCallback(async () => {
    // There will be another reason to look.
    const now = await call(() => readMemory({ chatId })).catch(() => undefined)
    if (now) setMemory(now)
    return now
  }, [chatId])

  const condensed = newest?.metadata?.condensing || memory.condensing ? newest?.id : undefined
  useEffect(() => {
    if (!condensed) return
    const looks = LOOKS.map((after) => setTimeout(() => void lookAgain(), after))
    return () => looks.forEach(clearTimeout)
  }, [condensed, lookAgain])

  const forget = useCallback(
    async (messageId: string) => {
      try {
        const { remembered: left, summary } = await call(() => forgetRemembered({ chatId, messageId }))
        const next = beside(remembered, messageId)
        flushSync(() => setMemory({ remembered: left, summary }))
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
  const noteAsk = useCallback(
    (before: ChatMessage[], now: ChatMessage[], added: Remembered | undefined) => {
      const shown = new Set(now.map(({ id }) => id))
      const dropped = new Set(before.map(({ id }) => id).filter((id) => !shown.has(id)))
      setMemory(({ remembered = [], summary }) => ({
        // Of what is shown no more it may tell.
        summary: dropped.size > 0 ? undefined : summary,
        remembered: [...(added ? [added] : []), ...remembered.filter(({ id }) => !dropped.has(id))],
      }))
      if (dropped.size > 0 && summary) void lookAgain()
    },
    [lookAgain, summary],
  )
  return { remembered, summary, setMemory, noteAsk, forget }
}

/** What comes after one of them, or else before it. */
function beside(all: Remembered[], id: string): Remembered | undefined {
  const at = all.findIndex((one) => one.id === id)
  return all[at + 1] ?? all[at - 1]
}
