import { useEffect } from "react"
import { eraseEverything, type Receipt } from "@/lib/actions/my-data"
import { call } from "../call"

/**
 * Erases everything: on the server, what this browser keeps beside the theme, and what its other tabs show. Throws what
 * `call` throws. Stays on the page; whoever calls replaces the document, so that no earlier page is left in memory.
 */
export async function eraseHere(): Promise<Receipt> {
  const { erasedAt, chats, messages } = await call(eraseEverything)
  clearStorage()
  announce()
  return { erasedAt, chats, messages }
}

/** Removes what was typed here from this browser. It may refuse storage: then nothing was kept. */
export function clearStorage(): void {
  try {
    for (const key of Object.keys(localStorage)) if (OURS.test(key)) localStorage.removeItem(key)
    sessionStorage.clear()
  } catch {}
}

/** Other tabs hear of the change; nothing has to stay. */
function announce(): void {
  try {
    localStorage.setItem(ERASED, "1")
    localStorage.removeItem(ERASED)
  } catch {}
}

const ERASED = "alcove:erased"

/** Leaves the page when everything it shows was erased in another tab. */
export function useErasedInOtherTab(): void {
  useEffect(() => {
    const look = ({ key, newValue }: StorageEvent) => {
      if (key === ERASED && newValue) window.location.replace("/")
    }
    window.addEventListener("storage", look)
    return () => window.removeEventListener("storage", look)
  }, [])
}

/** What was typed; the theme stays. */
const OURS = /^alcove:(draft|unsent|typed-at)/

const HANDED_OVER = "alcove:receipt"

/** Leaves a receipt for the page that comes next in this tab. */
export function handOver(receipt: Receipt): void {
  try {
    sessionStorage.setItem(HANDED_OVER, JSON.stringify(receipt))
  } catch {}
}

/** The receipt the page before left behind; only once. */
export function takeReceipt(): Receipt | undefined {
  try {
    const stored = sessionStorage.getItem(HANDED_OVER)
    sessionStorage.removeItem(HANDED_OVER)
    return stored ? JSON.parse(stored) : undefined
  } catch {
    return undefined
  }
}
