"use client"
import { useCallback, useEffect, useRef, useState } from "react"
import { listMessages, stopReply } from "@/lib/actions/chat"
import type { MessagePage } from "@/lib/types"
import { call, Refused, sentenceFor } from "../call"
import { holdActivity } from "../kiosk/activity"
import { type Ask, emptyReply, submit, withAsk } from "./ask"
import { forgetUnsent, keepUnsent, recallUnsent } from "./draft"
import { type Trouble, useReply } from "./use-reply"

/** How an ask went: started (with the title of a chat begun by it, and its new end), refused, or not known to have arrived. */
export type Outcome = { title?: string; keptUntil: string } | "refused" | "unsent"

/**
 * One chat as it is shown, and what can be done in it. `draftKey`: the name an unsent ask is kept under, if it is;
 * `pausedAtFirst`: what the operator says instead of answering, as the page was made.
 */
export function useConversation(
  chatId: string,
  draftKey: string | undefined,
  page: MessagePage | undefined,
  temporary: boolean,
  pausedAtFirst: string | null,
) {
  const [messages, setMessages] = useState(page?.messages ?? [])
  const [before, setBefore] = useState(page?.before)
  const [trouble, setTrouble] = useState<Trouble>()
  const [paused, setPaused] = useState(pausedAtFirst)
  const [submitting, setSubmitting] = useState(false)
  const [replying, follow] = useReply(chatId, setMessages, setTrouble)

  const running = submitting || replying
  // Whoever waits for an answer has not left.
  useEffect(() => (running ? holdActivity() : undefined), [running])

  const latest = useRef(messages)
  useEffect(() => {
    latest.current = messages
  })

  const ask = useCallback(
    async (next: Ask): Promise<Outcome> => {
      const shown = latest.current.filter(({ id }) => next.replyId || id !== next.messageId)
      setTrouble(undefined)
      setSubmitting(true)
      setMessages(withAsk(shown, next))
      keepUnsent(draftKey, chatId, next)
      try {
        const { replyId, ...accepted } = await submit(chatId, next, temporary)
        forgetUnsent(draftKey)
        setPaused(null)
        void follow(emptyReply(replyId), next)
        return accepted
      } catch (error) {
        if (!(error instanceof Refused)) {
          setTrouble({ sentence: UNSENT, unsent: next })
          return "unsent"
        }
        forgetUnsent(draftKey)
        setMessages(shown)
        if (error.code === "paused") setPaused(error.message)
        else setTrouble({ sentence: error.message })
        return "refused"
      } finally {
        setSubmitting(false)
      }
    },
    [chatId, draftKey, follow, temporary],
  )

  // The key changes when the chat gets its address; what was recalled under the first one stays.
  const openedAs = useRef(draftKey)
  useEffect(() => {
    const key = openedAs.current
    const open = async () => {
      const current = await currentPage(chatId, page)
      const last = current.messages.at(-1)
      setMessages(current.messages)
      setBefore(current.before)
      if (last?.metadata?.status === "running") return follow(last)
      const unsent = recallUnsent(key)
      if (!unsent) return
      if (current.messages.some(({ id }) => id === (unsent.replyId ?? unsent.messageId)))
        return forgetUnsent(key)
      setMessages(withAsk(current.messages, unsent))
      setTrouble({ sentence: UNSENT, unsent })
    }
    open().catch((error) => setTrouble({ sentence: sentenceFor(error) }))
  }, [chatId, follow, page])

  const showEarlier = async () => {
    if (before === undefined) return
    const earlier = await call(() => listMessages({ chatId, before }))
    setMessages((all) => [...earlier.messages, ...all])
    setBefore(earlier.before)
  }

  return {
    messages,
    running,
    trouble,
    paused,
    ask,
    follow,
    stop: () =>
      call(() => stopReply({ chatId })).then(
        () => {},
        (error) => setTrouble({ sentence: sentenceFor(error) }),
      ),
    /** Takes an unsent question out of the conversation. */
    takeBack({ messageId }: Ask) {
      setTrouble(undefined)
      forgetUnsent(draftKey)
      setMessages((all) => all.filter(({ id }) => id !== messageId))
    },
    showEarlier: before === undefined ? undefined : showEarlier,
  }
}

const UNSENT = "Not sent. Check your connection, then send it again."

// Pages this window has shown before: going back shows a kept copy, in which newer messages are missing.
const shownBefore = new WeakSet<MessagePage>()

async function currentPage(chatId: string, page: MessagePage | undefined): Promise<MessagePage> {
  if (!page) return { messages: [] }
  if (shownBefore.has(page)) return call(() => listMessages({ chatId }))
  shownBefore.add(page)
  return page
}
