"use client"
import { createContext, type ReactNode, use, useEffect, useState } from "react"

const Ahead = createContext(0)

/**
 * Learns how far this device's clock is from the server's, which made the page at `now` (milliseconds). Around what is
 * there only: a page that says "there is nothing here" must not differ from another one.
 */
export function ServerClock({ now, children }: { now: number; children: ReactNode }) {
  const [ahead] = useState(() => Date.now() - now)
  return <Ahead value={ahead}>{children}</Ahead>
}

/**
 * The server's time to the minute, undefined until the page is alive. Loads the page again when `until` (ISO 8601) has
 * come, so that what has expired does not stay on the screen, however long the device slept.
 */
export function useTimeUntil(until: string | undefined): Date | undefined {
  const ahead = use(Ahead)
  const [now, setNow] = useState<Date>()
  useEffect(() => {
    const rest = until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until) + ahead - Date.now()
    const end = Date.now() + (rest > 0 ? rest : DISAGREEMENT)
    let timer: number | undefined
    const look = () => {
      window.clearTimeout(timer)
      if (Date.now() >= end) return window.location.reload()
      setNow(new Date(Date.now() - ahead))
      timer = window.setTimeout(look, Math.min(end - Date.now(), MINUTE))
    }
    look()
    document.addEventListener("visibilitychange", look)
    return () => {
      window.clearTimeout(timer)
      document.removeEventListener("visibilitychange", look)
    }
  }, [until, ahead])
  return now
}

const MINUTE = 60_000

/** Expired by this clock, yet the server has just shown it: it is asked again after so many milliseconds, not at once. */
const DISAGREEMENT = 30_000
