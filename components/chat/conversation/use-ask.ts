"use client"
import { useCallback, useState } from "react"
import type { ChatMessage } from "@/lib/types"
import { chatWords } from "@/lib/words/chat"
import { Refused } from "../../call"
import { tell } from "../../tabs"
import { forgetUnsent, keepUnsent } from "../composer/draft"
import {
  type Accepted,
  type Ask,
  emptyReply,
  type Submitted,
  submit,
  versionOfReply,
  withAsk,
} from "../reply/ask"
import type { Follow, Trouble } from "../reply/use-reply"
import type { Shown } from "./use-shown"

/** How an ask went: accepted, refused (`replaced`: its question is not there any more), or not known to have arrived. */
export type Outcome = Accepted | "refused" | "replaced" | "unsent"

type Ways = {
  follow: Follow
  lookAgain: () => Promise<ChatMessage[]>
  setTrouble: (trouble: Trouble | undefined) => void
}

/**
 * Asks in a chat, and takes back what was not sent. `draftKey`: the name an unsent ask is kept under, if it is; `pausedAtFirst`:
 * what the operator says instead of answering, as the page was made.
 */
export function useAsk(
  chatId: string,
  draftKey: string | undefined,
  temporary: boolean,
  pausedAtFirst: string | null,
  { latest, asks, setMessages, noteAsk }: Shown,
  { follow, lookAgain, setTrouble }: Ways,
) {
  const [submitting, setSubmitting] = useState(false)
  const [paused, setPaused] = useState(pausedAtFirst)

  const accept = useCallback(
    (ask: Ask, before: ChatMessage[], { replyId, isStanding, ...accepted }: Submitted): Accepted => {
      forgetUnsent(draftKey)
      setPaused(null)
      // Taken back too late: it is there.
      setMessages((all) => withAsk(all, ask))
      const added = { id: ask.rewordedId ?? ask.messageId, text: ask.text }
      noteAsk(before, withAsk(before, ask), isStanding && added)
      void follow(emptyReply(replyId, versionOfReply(before, ask)))
      tell({ type: "chat-changed", chatId })
      return accepted
    },
    [chatId, draftKey, follow, noteAsk, setMessages],
  )
  const refuse = useCallback(
    async (ask: Ask, before: ChatMessage[], { code, message }: Refused): Promise<Outcome> => {
      forgetUnsent(draftKey)
      setMessages(before)
      if (code === "paused") setPaused(message)
      else if (code !== "changed") setTrouble({ sentence: message, gone: code === "not_found" })
      else {
        latest.current = before
        const now = await lookAgain().catch(() => before)
        setTrouble({ sentence: message })
        if (!now.some(({ id }) => id === ask.messageId)) return "replaced"
      }
      return "refused"
    },
    [draftKey, latest, lookAgain, setMessages, setTrouble],
  )
  const ask = useCallback(
    async (asked: Ask, again = false): Promise<Outcome> => {
      const before = latest.current.filter(({ id }) => asked.replyId || id !== asked.messageId)
      const next = { ...asked, lastSeen: lastSeen(asked, before) }
      asks.current++
      // While it goes out again by itself, what is said about it stays.
      if (!again) setTrouble(undefined)
      setSubmitting(!again)
      setMessages(withAsk(before, next))
      keepUnsent(draftKey, chatId, next)
      try {
        return accept(next, before, await submit(chatId, next, temporary))
      } catch (error) {
        if (error instanceof Refused) return await refuse(next, before, error)
        setTrouble({ sentence: chatWords.trouble.unsent, unsent: next })
        return "unsent"
      } finally {
        setSubmitting(false)
      }
    },
    [accept, asks, chatId, draftKey, latest, refuse, setMessages, setTrouble, temporary],
  )
  /** Takes an unsent question out of the conversation. */
  const takeBack = useCallback(
    ({ messageId }: Ask) => {
      tell({ type: "taken-back", id: messageId })
      setTrouble(undefined)
      forgetUnsent(draftKey)
      setMessages((all) => all.filter(({ id }) => id !== messageId))
    },
    [draftKey, setMessages, setTrouble],
  )
  return { ask, takeBack, submitting, paused }
}

/** The newest message that stood there as it was asked for the first time. */
function lastSeen({ lastSeen }: Ask, shown: ChatMessage[]): string | null {
  return lastSeen === undefined ? (shown.at(-1)?.id ?? null) : lastSeen
}
