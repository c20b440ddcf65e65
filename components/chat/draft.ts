"use client"
import { useCallback, useEffect, useRef, useState } from "react"
import { version } from "uuid"
import { browserStore } from "../storage"
import type { Ask } from "./ask"

/**
 * What is typed in one chat but not sent; it survives a reload, kept in this browser only, and moves along when the
 * chat gets another key; without a key it is not kept. `giveBack` puts words that were not accepted before what has
 * been typed since.
 */
export function useDraft(key: string | undefined) {
  const [text, write] = useState<string>()
  useEffect(
    () => write((typed) => typed || (key && browserStore.get(`alcove:draft:${key}`, asTyped)) || ""),
    [key],
  )
  const keptUnder = useRef(key)
  useEffect(() => {
    if (text === undefined) return
    keep(`draft:${keptUnder.current}`, "")
    if (key) keep(`draft:${key}`, text)
    keptUnder.current = key
  }, [key, text])
  const giveBack = useCallback(
    (words: string) => write((typed) => (typed ? `${words}\n${typed}` : words)),
    [],
  )
  return { text: text ?? "", write, giveBack }
}

/** Keeps (under a key, if there is one) an ask until the server has accepted it, with its chat: only the same ids make the same message. */
export function keepUnsent(key: string | undefined, chatId: string, ask: Ask): void {
  if (key) keep(`unsent:${key}`, JSON.stringify({ ...ask, chatId }))
}

export function forgetUnsent(key: string | undefined): void {
  keep(`unsent:${key}`, "")
}

/** The ask that was under way when the page was left, if any. */
export function recallUnsent(key: string | undefined): (Ask & { chatId: string }) | undefined {
  return key === undefined ? undefined : browserStore.get(`alcove:unsent:${key}`, readAsk)
}

function readAsk(text: string): (Ask & { chatId: string }) | undefined {
  const { chatId, messageId, replyId, text: words, reworded } = JSON.parse(text)
  const hasIds = [chatId, messageId, replyId ?? messageId].every((id) => version(id) === 7)
  if (!hasIds || typeof words !== "string") return undefined
  return { chatId, messageId, text: words, ...(replyId && { replyId, reworded: reworded === true }) }
}

/** Removes what this browser keeps of a deleted chat. */
export function forgetChat(chatId: string): void {
  keep(`draft:${chatId}`, "")
  keep(`unsent:${chatId}`, "")
}

/** What is typed is kept for so many milliseconds after the last key: it must not outlive the chat it was meant for by much. */
const KEPT = 3_600_000
const TYPED_AT = "alcove:typed-at"

/** Removes what was typed too long ago, once a page. */
function forgetOld(): void {
  const age = Date.now() - (browserStore.get(TYPED_AT, Number) ?? 0)
  if (Math.abs(age) < KEPT) return
  for (const key of browserStore.keys()) if (TYPED.test(key)) browserStore.remove(key)
}

const TYPED = /^alcove:(draft|unsent|typed-at)/

if (typeof window !== "undefined") forgetOld()

function keep(key: string, text: string): void {
  if (text) {
    browserStore.set(`alcove:${key}`, text)
    browserStore.set(TYPED_AT, String(Date.now()))
  } else browserStore.remove(`alcove:${key}`)
}

function asTyped(text: string): string {
  return text
}
