"use client"
import { type RefObject, useCallback } from "react"
import { flushSync } from "react-dom"
import { removeQuestion } from "@/lib/actions/chat"
import type { ChatMessage, MessagePage } from "@/lib/types"
import { chatWords } from "@/lib/words/chat"
import { call } from "../../call"
import { tell } from "../../tabs"
import { focusComposer } from "../composer/composer"
import { noteRemoved } from "../removals"
import { say } from "../shell/announcement"
import { useChats } from "../sidebar/chats"
import { withAnswer } from "./messages"

/**
 * Removes a question and its answer for good, which are taken away (`drop`) before the chat is shown as it is then. Gives the chat's
 * new title, if it has one, and whether it is gone, as it was the only question. Throws what `call` throws.
 */
export function useRemoval(
  chatId: string,
  shown: RefObject<ChatMessage[]>,
  drop: (ids: string[]) => void,
  show: (page: MessagePage) => void,
) {
  const { note } = useChats()
  return useCallback(
    async (messageId: string): Promise<{ isGone: boolean; title?: string }> => {
      const { isGone, title, ...page } = await call(() => removeQuestion({ chatId, messageId }))
      const ids = withAnswer(shown.current, messageId)
      noteRemoved(ids)
      if (isGone) {
        note(chatId, undefined)
        say(chatWords.removal.chatDone)
        return { isGone }
      }
      flushSync(() => {
        drop(ids)
        show(page)
      })
      if (title !== undefined) note(chatId, title)
      tell({ type: "messages-removed", chatId, ids })
      tell({ type: "chat-changed", chatId })
      focusComposer()
      say(chatWords.removal.done)
      return { isGone, title }
    },
    [chatId, drop, note, show, shown],
  )
}
