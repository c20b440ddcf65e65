"use client"
import { useMemo, useSyncExternalStore } from "react"

/** Midnight at which the visitor's day began; undefined until the page is alive, since the server does not know their zone. */
export function useToday(): Date | undefined {
  const day = useSyncExternalStore(
    watchDay,
    () => new Date().toDateString(),
    () => undefined,
  )
  return useMemo(() => (day === undefined ? undefined : new Date(day)), [day])
}

/** Calls when another day may have begun: at midnight, and when the visitor looks again after the device slept. */
function watchDay(changed: () => void): () => void {
  let timer: number | undefined
  const look = () => {
    window.clearTimeout(timer)
    const now = new Date()
    const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1)
    timer = window.setTimeout(look, midnight.getTime() - now.getTime())
    changed()
  }
  look()
  document.addEventListener("visibilitychange", look)
  return () => {
    window.clearTimeout(timer)
    document.removeEventListener("visibilitychange", look)
  }
}
