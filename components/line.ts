"use client"
import { useSyncExternalStore } from "react"

/*
 * The line to the server, judged by how this page's own requests fare: the browser's word for it (`navigator.onLine`) is
 * true on a dead line as well. Events only hasten the next try.
 */

/** Milliseconds before each further try; the last one for good. */
const PAUSES = [250, 750, 1500, 3000, 5000, 8000]

/** Without a line for this long (ms) it is said. */
const PATIENCE = 2000

let failingSince: number | undefined
let lost = false
const watchers = new Set<() => void>()
const hasty = new Set<() => void>()

/** A request got no answer; `since`: when the line was last known to hold, now unless given. */
export function lineFailed(since = Date.now()): void {
  failingSince ??= since
  const began = failingSince
  setTimeout(() => failingSince === began && setLost(true), began + PATIENCE - Date.now())
}

/** A request was answered. */
export function lineHolds(): void {
  if (failingSince === undefined) return
  failingSince = undefined
  setLost(false)
  tryNow()
}

/** Whether the server has not been reached for a while, though something was asked of it. */
export function useLineLost(): boolean {
  return useSyncExternalStore(watch, isLineLost, () => false)
}

export function isLineLost(): boolean {
  return lost
}

/** Waits before try number `tries` (1 is the second one), longer each time; shorter when there is reason to hope, or `signal` aborts. */
export function pauseBefore(tries: number, signal?: AbortSignal): Promise<void> {
  return pause(PAUSES[Math.min(tries, PAUSES.length) - 1] ?? 0, signal)
}

/** Waits so many milliseconds, less when there is reason to try at once, or `signal` aborts. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      hasty.delete(end)
      signal?.removeEventListener("abort", end)
      resolve()
    }
    const timer = setTimeout(end, milliseconds)
    hasty.add(end)
    signal?.addEventListener("abort", end)
    if (signal?.aborted) end()
  })
}

/** There is reason to hope: what waits for the line tries at once. */
export function tryNow(): void {
  for (const end of [...hasty]) end()
}

/** Calls `act` whenever there is reason to try at once; call the result to end that. */
export function onTryNow(act: () => void): () => void {
  hasty.add(act)
  return () => hasty.delete(act)
}

function setLost(now: boolean): void {
  if (lost === now) return
  lost = now
  for (const tell of watchers) tell()
}

function watch(tell: () => void): () => void {
  watchers.add(tell)
  return () => watchers.delete(tell)
}

if (typeof window !== "undefined") {
  for (const event of ["online", "pageshow", "focus"]) window.addEventListener(event, tryNow)
  // What was open is most likely dead, and the next try will tell.
  window.addEventListener("offline", tryNow)
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && tryNow())
}
