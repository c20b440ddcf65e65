"use client"
import { useCallback, useEffect, useRef, useState } from "react"
import { listMessages, stopReply } from "@/lib/actions/chat"
import type { ChatMessage, Left, MessagePage } from "@/lib/types"
import { chatWords } from "@/lib/words/chat"
import { call, Refused, sentenceFor } from "../../call"
import { holdActivity } from "../../kiosk/activity"
import { tell } from "../../tabs"
import { forgetUnsent, keepUnsent } from "../composer/draft"
import { noteRemoved, notRemoved } from "../removals"
import { type Ask, emptyReply, submit, versionOfReply, withAsk } from "../reply/ask"
import { type Trouble, useReply } from "../reply/use-reply"
import { withNewest, without } from "./messages"
import { useLeftBehind } from "./use-left-behind"
import { useMemory } from "./use-memory"
import { useOpening } from "./use-opening"
import { useOtherTabs } from "./use-other-tabs"
import { useRemoval } from "./use-removal"
import { useTurn } from "./use-turn"

/**
 * How an ask went: started (with the title of a chat begun by it, its new end, and what the visitor has left), refused (`replaced`: its question is
 * not there any more), or not known to have arrived.
 */
export type Outcome = { title?: string; keptUntil: string; left?: Left } | "refused" | "replaced" | "unsent"

/**
 * One chat as it is shown, and what can be done in it. `draftKey`: the name an unsent ask is kept under, if it is;
 * `pausedAtFirst`: what the operator says instead of answering, as the page was made; `editing`: the question that the visitor
 * rewords, so what is shown stays as it is for now.
 */
export function useConversation(
  chatId: string,
  draftKey: string | undefined,
  page: MessagePage | undefined,
  temporary: boolean,
  pausedAtFirst: string | null,
  editing: string | undefined,
) {
  const [messages, setMessages] = useState(() => notRemoved(page?.messages ?? []))
  const [before, setBefore] = useState(page?.before)
  const [trouble, setTrouble] = useState<Trouble>()
  const [paused, setPaused] = useState(pausedAtFirst)
  const { remembered, summary, setMemory, noteAsk, forget } = useMemory(
    chatId,
    page,
    messages.at(-1),
    setTrouble,
  )
  const [submitting, setSubmitting] = useState(false)
  const [replying, follow] = useReply(chatId, setMessages, setTrouble)

  const running = submitting || replying
  // A visitor who waits for an answer has not left.
  useEffect(() => (running ? holdActivity() : undefined), [running])

  /** How often something was asked. */
  const asks = useRef(0)
  const latest = useRef(messages)
  useEffect(() => {
    latest.current = messages
  })

  /** Shows the end of the chat as it is now. */
  const show = useCallback(
    (newest: MessagePage) => {
      const joins = latest.current.some(({ id }) => id === newest.messages[0]?.id)
      setMessages((all) => withNewest(all, newest))
      if (!joins || newest.before === undefined) setBefore(newest.before)
      setMemory(newest)
    },
    [setMemory],
  )
  const showTurned = useCallback(
    (page: MessagePage) => {
      show(page)
      const last = page.messages.at(-1)
      if (last?.metadata?.status === "running") void follow(last)
    },
    [follow, show],
  )
  const turn = useTurn(chatId, showTurned, setTrouble)
  const drop = useCallback((ids: string[]) => {
    latest.current = without(latest.current, ids)
    setMessages((all) => without(all, ids))
  }, [])
  const shown = useCallback(() => latest.current, [])
  const remove = useRemoval(chatId, shown, drop, show)

  /**
   * Shows the chat as it is now, and follows what is being written there. Gives what is shown then: nothing when there is no such
   * chat any more.
   */
  const lookAgain = useCallback(async (): Promise<ChatMessage[]> => {
    const before = asks.current
    const newest = await call(() => listMessages({ chatId })).catch(goneIfRefused)
    if (newest.messages.length === 0) return []
    // Something was asked meanwhile: that will tell. Words of an answer that came meanwhile tell nothing.
    const now = withNewest(latest.current, newest)
    if (asks.current !== before) return now
    if (JSON.stringify(now) === JSON.stringify(latest.current)) {
      if (newest.before === undefined) setBefore(undefined)
      setMemory(newest)
      return now
    }
    show(newest)
    const last = newest.messages.at(-1)
    if (last?.metadata?.status === "running") void follow(last)
    return now
  }, [chatId, follow, setMemory, show])

  /** Nothing of a chat stays on the screen that is not there any more. */
  const leave = useCallback(() => {
    setMessages([])
    setMemory({})
    setBefore(undefined)
    setTrouble({ sentence: chatWords.trouble.gone, gone: true })
  }, [setMemory])

  /** What another tab removed; a question that is being reworded stays until then, as its words would be lost. */
  const dropUnless = (ids: string[]) => {
    noteRemoved(ids)
    if (!ids.some((id) => id === editing)) drop(ids)
  }
  const isQuiet = !running && editing === undefined && !trouble?.unsent && messages.length > 0
  const look = useCallback(
    () => void lookAgain().then((now) => now.length > 0 || leave(), ignoreForNow),
    [leave, lookAgain],
  )
  useOtherTabs(chatId, isQuiet, look, leave, dropUnless)
  useLeftBehind(messages, isQuiet, look)

  const ask = useCallback(
    async (asked: Ask, again = false): Promise<Outcome> => {
      const shown = latest.current.filter(({ id }) => asked.replyId || id !== asked.messageId)
      const next = {
        ...asked,
        lastSeen: asked.lastSeen === undefined ? (shown.at(-1)?.id ?? null) : asked.lastSeen,
      }
      asks.current++
      // While it goes out again by itself, what is said about it stays.
      if (!again) setTrouble(undefined)
      setSubmitting(!again)
      setMessages(withAsk(shown, next))
      keepUnsent(draftKey, chatId, next)
      try {
        const { replyId, isStanding, ...accepted } = await submit(chatId, next, temporary)
        forgetUnsent(draftKey)
        setPaused(null)
        // Taken back too late: it is there.
        setMessages((all) => withAsk(all, next))
        const added = { id: next.rewordedId ?? next.messageId, text: next.text }
        noteAsk(shown, withAsk(shown, next), isStanding && added)
        void follow(emptyReply(replyId, versionOfReply(shown, next)))
        tell({ type: "chat-changed", chatId })
        return accepted
      } catch (error) {
        if (!(error instanceof Refused)) {
          setTrouble({ sentence: chatWords.trouble.unsent, unsent: next })
          return "unsent"
        }
        forgetUnsent(draftKey)
        setMessages(shown)
        if (error.code === "paused") setPaused(error.message)
        else if (error.code !== "changed")
          setTrouble({ sentence: error.message, gone: error.code === "not_found" })
        else {
          latest.current = shown
          const now = await lookAgain().catch(() => shown)
          setTrouble({ sentence: error.message })
          if (!now.some(({ id }) => id === next.messageId)) return "replaced"
        }
        return "refused"
      } finally {
        setSubmitting(false)
      }
    },
    [chatId, draftKey, follow, lookAgain, noteAsk, temporary],
  )

  /** Takes an unsent question out of the conversation. */
  const takeBack = useCallback(
    ({ messageId }: Ask) => {
      tell({ type: "taken-back", id: messageId })
      setTrouble(undefined)
      forgetUnsent(draftKey)
      setMessages((all) => all.filter(({ id }) => id !== messageId))
    },
    [draftKey],
  )

  const open = useCallback(
    (opened: MessagePage, unsent: Ask | undefined) => {
      setMessages(unsent ? withAsk(opened.messages, unsent) : opened.messages)
      setBefore(opened.before)
      setMemory(opened)
      if (unsent) setTrouble({ sentence: chatWords.trouble.unsent, unsent })
      const last = opened.messages.at(-1)
      if (last?.metadata?.status === "running") void follow(last)
    },
    [follow, setMemory],
  )
  useOpening(chatId, draftKey, page, open, setTrouble)

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
    stop: () =>
      call(() => stopReply({ chatId })).then(
        () => {},
        (error) => setTrouble({ sentence: sentenceFor(error) }),
      ),
    turn,
    remove,
    remembered,
    summary,
    forget,
    takeBack,
    showEarlier: before === undefined ? undefined : showEarlier,
  }
}

/** Refused: there is nothing to read there. */
function goneIfRefused(error: unknown): MessagePage {
  if (error instanceof Refused) return { messages: [] }
  throw error
}

/** There will be another reason to look. */
function ignoreForNow(): void {}
