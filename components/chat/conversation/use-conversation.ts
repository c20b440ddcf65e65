"use client"
import { useCallback, useEffect, useState } from "react"
import { listMessages, stopReply } from "@/lib/actions/chat"
import type { ChatMessage, MessagePage } from "@/lib/types"
import { chatWords } from "@/lib/words/chat"
import { call, Refused, sentenceFor } from "../../call"
import { holdActivity } from "../../kiosk/activity"
import { noteRemoved } from "../removals"
import { type Ask, withAsk } from "../reply/ask"
import { type Trouble, useReply } from "../reply/use-reply"
import { withNewest } from "./messages"
import { useAsk } from "./use-ask"
import { useLeftBehind } from "./use-left-behind"
import { useOpening } from "./use-opening"
import { useOtherTabs } from "./use-other-tabs"
import { useRemoval } from "./use-removal"
import { useShown } from "./use-shown"
import { useTurn } from "./use-turn"

export type Talk = ReturnType<typeof useConversation>

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
  const [trouble, setTrouble] = useState<Trouble>()
  const shown = useShown(chatId, page, setTrouble)
  const { messages, latest, asks, setMessages, show, showOnly, drop } = shown
  const [replying, follow] = useReply(chatId, setMessages, setTrouble)

  const followEnd = useCallback(
    ({ messages }: MessagePage) => {
      const last = messages.at(-1)
      if (last?.metadata?.status === "running") void follow(last)
    },
    [follow],
  )
  const showAndFollow = useCallback(
    (newest: MessagePage) => {
      show(newest)
      followEnd(newest)
    },
    [followEnd, show],
  )
  /**
   * Shows the chat as it is now, and follows what is being written there. Gives what is shown then: nothing when there is no such
   * chat any more.
   */
  const lookAgain = useCallback(async (): Promise<ChatMessage[]> => {
    const before = asks.current
    const newest = await call(() => listMessages({ chatId })).catch(goneIfRefused)
    if (newest.messages.length === 0) return []
    const now = withNewest(latest.current, newest)
    // Something was asked meanwhile: that will tell.
    if (asks.current === before) showAndFollow(newest)
    return now
  }, [asks, chatId, latest, showAndFollow])

  const { submitting, paused, ask, takeBack } = useAsk(chatId, draftKey, temporary, pausedAtFirst, shown, {
    follow,
    lookAgain,
    setTrouble,
  })
  const running = submitting || replying
  // A visitor who waits for an answer has not left.
  useEffect(() => (running ? holdActivity() : undefined), [running])

  /** Nothing of a chat stays on the screen that is not there any more. */
  const leave = useCallback(() => {
    showOnly({ messages: [] })
    setTrouble({ sentence: chatWords.trouble.gone, gone: true })
  }, [showOnly])
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

  const open = useCallback(
    (opened: MessagePage, unsent: Ask | undefined) => {
      showOnly(unsent ? { ...opened, messages: withAsk(opened.messages, unsent) } : opened)
      if (unsent) setTrouble({ sentence: chatWords.trouble.unsent, unsent })
      followEnd(opened)
    },
    [followEnd, showOnly],
  )
  useOpening(chatId, draftKey, page, open, setTrouble)

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
    turn: useTurn(chatId, showAndFollow, setTrouble),
    remove: useRemoval(chatId, latest, drop, show),
    remembered: shown.remembered,
    summary: shown.summary,
    forget: shown.forget,
    takeBack,
    showEarlier: shown.showEarlier,
  }
}

/** Refused: there is nothing to read there. */
function goneIfRefused(error: unknown): MessagePage {
  if (error instanceof Refused) return { messages: [] }
  throw error
}

/** There will be another reason to look. */
function ignoreForNow(): void {}
