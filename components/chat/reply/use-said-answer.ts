"use client"
import { useEffect, useRef } from "react"
import type { ChatMessage } from "@/lib/types"
import { chatWords, sourcesWords } from "@/lib/words/chat"
import { endingOf } from "../conversation/ending"
import { textOf } from "../conversation/messages"
import { useOperatorContact } from "../rating/operator"
import { say } from "../shell/announcement"
import { saysUnanswered } from "../sources/not-in-documents"

/**
 * Tells a screen reader that an answer is being written, how it ended, and then, once, what it says. Nothing of a chat
 * that is only opened; and what never became an answer is said by the notice about it.
 */
export function useSaidAnswer(messages: ChatMessage[], running: boolean): void {
  const contact = useOperatorContact()
  const was = useRef(false)
  const last = messages.at(-1)
  useEffect(() => {
    if (was.current === running) return
    was.current = running
    if (running) say(chatWords.endings.running.said)
    else if (last?.role === "assistant" && last.metadata?.status !== "running") void sayAnswer(last, contact)
  }, [running, last, contact])
}

async function sayAnswer(answer: ChatMessage, contact: string): Promise<void> {
  const { said, sentence = "" } = endingOf(answer.metadata, contact)
  say(`${said} ${sentence}`.trim())
  const text = textOf(answer)
  const { sources = [], unanswered } = answer.metadata ?? {}
  if (unanswered && !saysUnanswered(text)) say(`${sourcesWords.unanswered}.`)
  if (!text) return
  const plainWords = import("../markdown/plain-words")
  const inPlainWords = await plainWords.then(
    (file) => file.inPlainWords,
    () => asWritten,
  )
  const numbers = sources.map(({ number }) => number)
  say(inPlainWords(text, numbers))
  if (numbers.length > 0) say(sourcesWords.said(numbers.length))
}

/** With its marks: better than nothing where what takes them away cannot be loaded. */
function asWritten(text: string): string {
  return text
}
