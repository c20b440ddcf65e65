"use client"
import { useEffect, useRef } from "react"
import { listMessages } from "@/lib/actions/chat"
import type { MessagePage } from "@/lib/types"
import { callUntilThrough, sentenceFor } from "../../call"
import { forgetUnsent, recallUnsent } from "../composer/draft"
import type { Ask } from "../reply/ask"
import type { Trouble } from "../reply/use-reply"

/**
 * Opens a chat as it is now, with what this browser did not get sent there, unless an answer is being written or it arrived all the
 * same. `draftKey`: the name that is kept under, if it is.
 */
export function useOpening(
  chatId: string,
  draftKey: string | undefined,
  page: MessagePage | undefined,
  open: (page: MessagePage, unsent: Ask | undefined) => void,
  setTrouble: (trouble: Trouble) => void,
): void {
  // The key changes when the chat gets its address; what was recalled under the first one stays.
  const openedAs = useRef(draftKey)
  useEffect(() => {
    const leaving = new AbortController()
    currentPage(chatId, page, leaving.signal)
      .then((current) => leaving.signal.aborted || open(current, unsentIn(current, openedAs.current)))
      .catch((error) => leaving.signal.aborted || setTrouble({ sentence: sentenceFor(error) }))
    return () => leaving.abort()
  }, [chatId, open, page, setTrouble])
}

function unsentIn({ messages }: MessagePage, draftKey: string | undefined): Ask | undefined {
  const unsent = recallUnsent(draftKey)
  if (!unsent || messages.at(-1)?.metadata?.status === "running") return undefined
  if (!messages.some(({ id }) => id === (unsent.replyId ?? unsent.messageId))) return unsent
  forgetUnsent(draftKey)
  return undefined
}

// Pages this window has shown before: going back shows a kept copy, in which newer messages are missing.
const shownBefore = new WeakSet<MessagePage>()

async function currentPage(
  chatId: string,
  page: MessagePage | undefined,
  signal: AbortSignal,
): Promise<MessagePage> {
  if (!page) return { messages: [] }
  if (shownBefore.has(page)) return callUntilThrough(() => listMessages({ chatId }), signal)
  shownBefore.add(page)
  return page
}
