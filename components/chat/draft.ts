"use client"
import { useCallback, useEffect, useRef, useState } from "react"
import type { Ask } from "./ask"

/**
 * What is typed in one chat but not sent; it survives a reload, kept in this browser only, and moves along when the
 * chat gets another key; without a key it is not kept. `giveBack` puts words that were not accepted before what has
 * been typed since.
 */
export function useDraft(key: string | undefined) {
  const [text, write] = useState<string>()
  useEffect(() => write((typed) => typed || (key && recall(`draft:${key}`)) || ""), [key])
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
  const stored = key && recall(`unsent:${key}`)
  return stored ? JSON.parse(stored) : undefined
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
  try {
    if (Date.now() - Number(localStorage.getItem(TYPED_AT)) < KEPT) return
    for (const key of Object.keys(localStorage)) if (TYPED.test(key)) localStorage.removeItem(key)
  } catch {}
}

const TYPED = /^alcove:(draft|unsent|typed-at)/

if (typeof localStorage !== "undefined") forgetOld()

// A browser may refuse storage (private windows, a full disk): then nothing is kept, and nothing else changes.
function keep(key: string, text: string): void {
  try {
    if (text) {
      localStorage.setItem(`alcove:${key}`, text)
      localStorage.setItem(TYPED_AT, String(Date.now()))
    } else localStorage.removeItem(`alcove:${key}`)
  } catch {}
}

function recall(key: string): string | undefined {
  try {
    return localStorage.getItem(`alcove:${key}`) ?? undefined
  } catch {
    return undefined
  }
}
