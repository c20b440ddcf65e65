"use client"
import { useRouter } from "next/navigation"
import { useCallback, useEffect, useRef, useState } from "react"
import { v7 as uuidv7 } from "uuid"
import { focusComposer } from "../composer/composer"
import { leaveForNewChat, type useDraft } from "../composer/draft"
import { prepareMarkdown } from "../markdown/markdown"
import type { Accepted, Ask } from "../reply/ask"
import { useSendAgain } from "../reply/use-send-again"
import type { Editing } from "./log"
import type { Talk } from "./use-conversation"

type Ways = {
  setEditing: (editing: Editing | undefined) => void
  /** Something is asked, by the message with this id. */
  onAsk: (messageId: string, again: boolean) => void
  onAccepted: (text: string, accepted: Accepted) => void
  /** A question was removed, so that the chat is called by another. */
  onTitle: (title: string) => void
}

export type Writing = ReturnType<typeof useWriting>

/** What is done with words in a chat: they are sent, or given back, put in the place of others, or removed. */
export function useWriting(
  { ask, trouble, remove, takeBack }: Talk,
  { text, write, giveBack }: ReturnType<typeof useDraft>,
  { setEditing, onAsk, onAccepted, onTitle }: Ways,
) {
  const isTyping = text !== ""
  useEffect(() => {
    if (isTyping) prepareMarkdown()
  }, [isTyping])
  const make = useCallback(
    async (next: Ask, again = false) => {
      onAsk(next.rewordedId ?? next.messageId, again)
      const outcome = await ask(next, again)
      if (outcome === "unsent") return
      if (typeof outcome !== "string") onAccepted(next.text, outcome)
      else if (!next.replyId || (next.rewordedId && outcome === "replaced")) giveBack(next.text)
      else if (next.rewordedId) setEditing({ id: next.messageId, text: next.text })
    },
    [ask, giveBack, onAccepted, onAsk, setEditing],
  )
  useSendAgain(trouble, (unsent) => make(unsent, true), takeBack)
  const send = (words: string) => {
    write("")
    focusComposer()
    void make({ messageId: uuidv7(), text: words })
  }

  const unsent = trouble?.unsent
  /** What has to be sent first, once it was in the way of something else. */
  const [holding, setHolding] = useState<Ask>()
  const replace = useCallback(
    (question: Omit<Ask, "replyId">) => {
      // What was not sent goes first, or is taken back; changed words stay where they are.
      if (unsent) return setHolding(unsent)
      setEditing(undefined)
      focusComposer()
      void make({ ...question, replyId: uuidv7() })
    },
    [make, setEditing, unsent],
  )
  // What was said is not drawn anew with every letter that is typed.
  const typed = useRef(text)
  useEffect(() => {
    typed.current = text
  })
  const router = useRouter()
  const removeOne = useCallback(
    async (messageId: string) => {
      if (unsent) return setHolding(unsent)
      const removed = await remove(messageId)
      if (removed.title !== undefined) onTitle(removed.title)
      if (!removed.isGone) return
      // What was typed goes along.
      leaveForNewChat(typed.current)
      router.replace("/")
    },
    [onTitle, remove, router, unsent],
  )
  return { make, send, replace, removeOne, waits: unsent !== undefined && unsent === holding }
}
