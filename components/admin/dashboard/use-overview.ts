"use client"
import { useRouter } from "next/navigation"
import { useCallback, useEffect, useState } from "react"
import type { Condition } from "@/lib/condition"
import type { Stats } from "@/lib/stats"

/** What the dashboard shows. */
export type Overview = Stats & { condition: Condition }

const EVERY = 15_000

/**
 * The overview of a range, brought up to date while the operator looks at it. When that fails the last one stays, and
 * `isStale` says so. An operator who is no longer signed in gets the page anew.
 */
export function useOverview(initial: Overview, address: string) {
  const router = useRouter()
  const [newest, setNewest] = useState({ since: initial, overview: initial, isStale: false })
  // The page was drawn anew meanwhile, of other days perhaps.
  if (newest.since !== initial) setNewest({ since: initial, overview: initial, isStale: false })
  const update = useCallback(
    async (signal?: AbortSignal) => {
      const change = (to: Partial<typeof newest>) =>
        setNewest((now) => (now.since === initial ? { ...now, ...to } : now))
      try {
        const response = await fetch(address, { cache: "no-store", signal })
        if (response.status === 401) return router.refresh()
        if (!response.ok) throw new Error(`${response.status}`)
        const overview = await response.json()
        change({ overview, isStale: false })
      } catch {
        if (!signal?.aborted) change({ isStale: true })
      }
    },
    [initial, address, router],
  )
  useEffect(() => whileVisible(update), [update])
  return { overview: newest.overview, isStale: newest.isStale, update }
}

/** Does something again and again, and whenever the page is looked at again, until it is told to end. */
function whileVisible(work: (signal: AbortSignal) => Promise<unknown>): () => void {
  const end = new AbortController()
  let timer: number | undefined
  let doneAt = Date.now()
  const wait = () => {
    window.clearTimeout(timer)
    if (end.signal.aborted || document.hidden) return
    timer = window.setTimeout(step, Math.max(0, doneAt + EVERY - Date.now()))
  }
  const step = async () => {
    await work(AbortSignal.any([end.signal, AbortSignal.timeout(EVERY)]))
    doneAt = Date.now()
    wait()
  }
  wait()
  document.addEventListener("visibilitychange", wait, { signal: end.signal })
  return () => {
    end.abort()
    window.clearTimeout(timer)
  }
}
