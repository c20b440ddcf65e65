"use client"
import { useRouter } from "next/navigation"
import { useCallback, useEffect, useState } from "react"
import type { Condition } from "@/lib/condition"
import type { Stats } from "@/lib/stats"

/** What the dashboard shows. */
export type Overview = Stats & { condition: Condition }

const EVERY = 15_000

/**
 * The overview of a range, brought up to date while somebody looks at it. When that fails the last one stays, and
 * `isStale` says so. Whoever is no longer signed in gets the page anew.
 */
export function useOverview(initial: Overview, address: string) {
  const router = useRouter()
  const [newest, setNewest] = useState({ since: initial, overview: initial, isStale: false })
  // The page was drawn anew meanwhile, of other days perhaps.
  const { overview, isStale } = newest.since === initial ? newest : { overview: initial, isStale: false }
  const update = useCallback(
    async (signal?: AbortSignal) => {
      try {
        const response = await fetch(address, { cache: "no-store", signal })
        if (response.status === 401) return router.refresh()
        if (!response.ok) throw new Error(`${response.status}`)
        setNewest({ since: initial, overview: await response.json(), isStale: false })
      } catch {
        if (signal?.aborted) return
        setNewest(({ since, overview }) => ({
          since: initial,
          overview: since === initial ? overview : initial,
          isStale: true,
        }))
      }
    },
    [initial, address, router],
  )
  useEffect(() => whileVisible(update), [update])
  return { overview, isStale, update }
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
