import { useEffect } from "react"
import { v7 as uuidv7 } from "uuid"
import { eraseEverything, type Receipt } from "@/lib/actions/my-data"
import { call } from "../call"
import { browserStore, listen, tabStore } from "../storage"

/** Of this page's erasure, however often it is asked for. */
const receipt = uuidv7()

/**
 * Erases everything: on the server, what this browser keeps beside the theme, and what its other tabs show. Throws what
 * `call` throws. Stays on the page; the caller replaces the document, so that no earlier page is left in memory.
 */
export async function eraseHere(): Promise<Receipt> {
  const { erasedAt, chats, messages } = await call(() => eraseEverything({ receipt }))
  clearStorage()
  announce()
  return { erasedAt, chats, messages }
}

/** Removes what was typed here from this browser. */
export function clearStorage(): void {
  for (const key of browserStore.keys()) if (TYPED.test(key)) browserStore.remove(key)
  for (const key of tabStore.keys()) tabStore.remove(key)
}

/** Other tabs hear of the change; nothing has to stay. */
function announce(): void {
  browserStore.set(ERASED, "1")
  browserStore.remove(ERASED)
}

const ERASED = "alcove:erased"

/** Leaves the page when everything it shows was erased in another tab. */
export function useErasedInOtherTab(): void {
  useEffect(() => {
    return listen((key, value) => {
      if (key === ERASED && value) window.location.replace("/")
    })
  }, [])
}

/** What was typed; the theme stays. */
const TYPED = /^alcove:(draft|unsent|typed-at)/

const HANDED_OVER = "alcove:receipt"

/** Leaves a receipt for the page that comes next in this tab. */
export function handOver(receipt: Receipt): void {
  tabStore.set(HANDED_OVER, JSON.stringify(receipt))
}

/** The receipt the page before left behind; only once. */
export function takeReceipt(): Receipt | undefined {
  const receipt = tabStore.get(HANDED_OVER, readReceipt)
  tabStore.remove(HANDED_OVER)
  return receipt
}

function readReceipt(text: string): Receipt | undefined {
  const { erasedAt, chats, messages } = JSON.parse(text)
  const isDated = erasedAt === null || Date.parse(erasedAt) > 0
  const isCounted = [chats, messages].every((count) => Number.isSafeInteger(count))
  return isDated && isCounted ? { erasedAt, chats, messages } : undefined
}
