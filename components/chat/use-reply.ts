"use client"
import { type Dispatch, type SetStateAction, useCallback, useEffect, useRef, useState } from "react"
import type { ChatMessage } from "@/lib/types"
import { Refused } from "../call"
import type { Ask } from "./ask"
import { followReply } from "./follow-reply"
import { textOf, withMessage } from "./messages"

/** What went wrong last, until the next attempt: an ask not sent, a reply lost from sight, or only a sentence. */
export type Trouble = { sentence: string; unsent?: Ask; lost?: ChatMessage }

/** `asked`: what the reply answers, when that was asked just now. */
type Follow = (reply: ChatMessage, asked?: Ask) => Promise<void>

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
    async (reply: ChatMessage, asked?: Ask) => {
      leaving.current?.abort()
      const controller = new AbortController()
      leaving.current = controller
      let had = reply
      const show = (grown: ChatMessage) => {
        had = grown
        setMessages((all) => withMessage(all, grown))
      }
      setTrouble(undefined)
      setReplying(true)
      show(reply)
      try {
        for await (const grown of followReply(chatId, reply, controller.signal)) show(grown)
      } catch (error) {
        if (controller.signal.aborted) return
        if (error instanceof Refused) {
          setMessages((all) => withoutEnd(all, had))
          const unsent = error.code === "no_cookie" ? asked : undefined
          setTrouble({ sentence: error.message, ...(unsent && { unsent }) })
        } else setTrouble({ sentence: LOST, lost: had })
      }
      setReplying(false)
    },
    [chatId, setMessages, setTrouble],
  )
  return [replying, follow]
}

/** A reply that nobody will learn the end of is not being written any more; without a word it is nothing. */
function withoutEnd(messages: ChatMessage[], reply: ChatMessage): ChatMessage[] {
  if (!textOf(reply) || !reply.metadata) return messages.filter(({ id }) => id !== reply.id)
  return withMessage(messages, { ...reply, metadata: { ...reply.metadata, status: "interrupted" } })
}

const LOST = "The connection was lost. The answer goes on being written and is kept."
