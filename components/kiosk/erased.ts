"use client"
import { useEffect } from "react"
import { browserStore, listen } from "../storage"
import { forgetActivity } from "./activity"
import { rememberShared } from "./shared"

const KEY = "alcove:erased-at"

/** Everything here was erased: the other tabs hear of it, and the computer stays a shared one. */
export function rememberErased(): void {
  forgetActivity()
  rememberShared(true)
  browserStore.set(KEY, String(Date.now()))
}

/** A page that nothing of the old leads back to: not even the back button. */
export function startAnew(): void {
  window.location.replace("/")
}

/** Leaves the page when another tab has erased what it shows, and shows nothing of a page that the browser kept. */
export function useErasedElsewhere(): void {
  useEffect(() => {
    const before = erasedAt()
    const look = () => {
      if (erasedAt() === before) return
      hide()
      startAnew()
    }
    const back = ({ persisted }: PageTransitionEvent) => persisted && window.location.reload()
    const timer = setInterval(look, 1000)
    const end = listen(look)
    window.addEventListener("pagehide", hide)
    window.addEventListener("pageshow", back)
    return () => {
      clearInterval(timer)
      end()
      window.removeEventListener("pagehide", hide)
      window.removeEventListener("pageshow", back)
    }
  }, [])
}

function hide(): void {
  document.documentElement.dataset.away = ""
}

function erasedAt(): string | undefined {
  return browserStore.get(KEY, (text) => text)
}
