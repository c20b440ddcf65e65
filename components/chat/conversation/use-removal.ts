"use client"
import { useRouter } from "next/navigation"
import { useCallback } from "react"
import { flushSync } from "react-dom"
import { removeQuestion } from "@/lib/actions/chat"
import type { ChatMessage, MessagePage } from "@/lib/types"
import { chatWords } from "@/lib/words/chat"
import { call } from "../../call"
import { tell } from "../../tabs"
import { focusComposer } from "../composer/composer"
import { say } from "../shell/announcement"
import { useChats } from "../sidebar/chats"
import { withAnswer } from "./messages"

/** Removes a question for good. Throws what `call` throws. */
export type Remove = (messageId: string) => Promise<void>

/**
 * Removes a question and its answer, which are taken away (`drop`) before the chat is shown as it is then; where it was the only
 * one, leaves the page of the chat, which is gone with it.
 */
export function useRemoval(
  chatId: string,
  shown: () => ChatMessage[],
  drop: (ids: string[]) => void,
  show: (page: MessagePage) => void,
): Remove {
  const { note } = useChats()
  const router = useRouter()
  return useCallback(
    async (messageId) => {
      const { isGone, title, ...page } = await call(() => removeQuestion({ chatId, messageId }))
      if (isGone) {
        note(chatId, undefined)
        say(chatWords.removal.chatDone)
        return router.push("/")
      }
      const ids = withAnswer(shown(), messageId)
      flushSync(() => {
        drop(ids)
        show(page)
      })
      if (title !== undefined) note(chatId, title)
      tell({ type: "messages-removed", chatId, ids })
      tell({ type: "chat-changed", chatId })
      focusComposer()
      say(chatWords.removal.done)
    },
    [chatId, drop, note, router, show, shown],
  )
}
