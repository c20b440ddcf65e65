"use client"
import { type Dispatch, type SetStateAction, useCallback, useEffect, useRef, useState } from "react"
import { listMessages } from "@/lib/actions/chat"
import type { ChatMessage } from "@/lib/types"
import { callUntilThrough, sentenceFor } from "../../call"
import { textOf, withMessage, withNewest } from "../conversation/messages"
import type { Ask } from "./ask"
import { coalesce } from "./coalesce"
import { followReply, Replaced } from "./follow-reply"

/** What went wrong last, until the next attempt: an ask not sent yet, a chat that is gone, or only a sentence. */
export type Trouble = { sentence: string; unsent?: Ask; gone?: boolean }

export type Follow = (reply: ChatMessage) => Promise<void>

/** Follows one reply at a time into the messages, until it has ended or the page is left; whether one is followed. */
export function useReply(
  chatId: string,
  setMessages: Dispatch<SetStateAction<ChatMessage[]>>,
  setTrouble: (trouble: Trouble | undefined) => void,
): [replying: boolean, follow: Follow] {
  const [replying, setReplying] = useState(false)
  const leaving = useRef<AbortController>(undefined)
  useEffect(() => () => leaving.current?.abort(), [])

  const follow = useCallback(
    async (reply: ChatMessage) => {
      leaving.current?.abort()
      const controller = new AbortController()
      leaving.current = controller
      setTrouble(undefined)
      setReplying(true)
      try {
        await showReply(chatId, reply, setMessages, controller.signal)
      } catch (error) {
        if (controller.signal.aborted) return
        setMessages((all) => withoutEnd(all, reply.id))
        setTrouble({ sentence: sentenceFor(error) })
      }
      setReplying(false)
    },
    [chatId, setMessages, setTrouble],
  )
  return [replying, follow]
}

// Milliseconds: the eye needs no more, and a telephone could not draw a hundred pieces a second.
const BETWEEN_DRAWINGS = 40

/** A reply whose end this page will not learn is not being written any more; without a word it is nothing. */
function withoutEnd(messages: ChatMessage[], id: string): ChatMessage[] {
  return messages.flatMap((message) => {
    if (message.id !== id || message.metadata?.status !== "running") return [message]
    return textOf(message) ? [{ ...message, metadata: { ...message.metadata, status: "interrupted" } }] : []
  })
}

/** Shows a reply until it has ended; when another took its place meanwhile, what the chat is now, and that one. */
async function showReply(
  chatId: string,
  reply: ChatMessage,
  setMessages: Dispatch<SetStateAction<ChatMessage[]>>,
  signal: AbortSignal,
): Promise<void> {
  const show = (grown: ChatMessage) => setMessages((all) => withMessage(all, grown))
  show(reply)
  const pieces = coalesce(BETWEEN_DRAWINGS, show)
  try {
    for await (const grown of followReply(chatId, reply, signal)) pieces.add(grown)
    pieces.flush()
  } catch (error) {
    if (signal.aborted) pieces.drop()
    else pieces.flush()
    if (signal.aborted || !(error instanceof Replaced)) throw error
    const newest = await callUntilThrough(() => listMessages({ chatId }), signal)
    setMessages((all) => withNewest(all, newest))
    const last = newest.messages.at(-1)
    if (last?.metadata?.status === "running") await showReply(chatId, last, setMessages, signal)
  }
}
