"use client"
import { useCallback, useEffect, useRef, useState } from "react"
import { v7 as uuidv7, version } from "uuid"
import { browserStore, tabStore } from "../../storage"
import type { Ask } from "../reply/ask"

/** What a chat without an address is called in this browser's storage. */
export const UNNAMED = "new"

/**
 * What is typed in one chat but not sent; it survives a reload, kept in this browser only, and moves along when the
 * chat gets another key; without a key it is not kept. What another tab types stays there. `giveBack` puts words that were not accepted before what has
 * been typed since.
 */
export function useDraft(key: string | undefined) {
  const [text, write] = useState<string>()
  useEffect(() => write((typed) => typed || (key && recall(`draft:${key}`, asTyped)) || ""), [key])
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
  const ask = key === undefined ? undefined : recall(`unsent:${key}`, readAsk)
  // Once more as it was read: what it is called must not change from one try to the next.
  if (ask) keepUnsent(key, ask.chatId, ask)
  return ask
}

function readAsk(text: string): (Ask & { chatId: string }) | undefined {
  const { chatId, messageId, replyId, text: words, reworded, lastSeen, ...ask } = JSON.parse(text)
  // Until there were versions it was only said that it is reworded.
  const rewordedId = ask.rewordedId ?? (reworded === true && replyId ? uuidv7() : undefined)
  const hasIds = [
    chatId,
    messageId,
    replyId ?? messageId,
    rewordedId ?? messageId,
    lastSeen ?? messageId,
  ].every((id) => version(id) === 7)
  if (!hasIds || typeof words !== "string") return undefined
  return {
    chatId,
    messageId,
    text: words,
    lastSeen,
    ...(replyId && { replyId }),
    ...(rewordedId && { rewordedId }),
  }
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

/** Words of a chat that is gone, for the new one that is opened instead of it. */
export function leaveForNewChat(words: string): void {
  keep(`draft:${UNNAMED}`, words)
}

const TAB = "alcove:tab"

/** What this tab is called for as long as it lives; each page anew where a browser refuses to remember that. */
const tab = tabStore.get(TAB, asTyped) ?? uuidv7()

function ownKey(key: string): string {
  return `alcove:${key}:${tab}`
}

/*
 * What is typed belongs to its tab, so that two tabs of one chat do not write over each other. A tab that goes leaves it,
 * without its name, to the next one that opens the chat; one that comes back, as after a reload, finds its own.
 */

function keep(key: string, text: string): void {
  const own = ownKey(key)
  if (text) {
    tabStore.set(TAB, tab)
    browserStore.set(own, text)
    browserStore.set(TYPED_AT, String(Date.now()))
  } else browserStore.remove(own)
}

function recall<T>(key: string, read: (text: string) => T | undefined): T | undefined {
  const own = ownKey(key)
  if (browserStore.get(own, read) === undefined && move(`alcove:${key}`, own)) tabStore.set(TAB, tab)
  return browserStore.get(own, read)
}

/** Whether there was something. */
function move(from: string, to: string): boolean {
  const text = browserStore.get(from, asTyped)
  if (text === undefined) return false
  browserStore.remove(from)
  browserStore.set(to, text)
  return true
}

function leaveToOthers(): void {
  const end = `:${tab}`
  for (const own of browserStore.keys()) if (own.endsWith(end)) move(own, own.slice(0, -end.length))
}

if (typeof window !== "undefined") window.addEventListener("pagehide", leaveToOthers)

function asTyped(text: string): string {
  return text
}
