import { browserStore } from "../storage"

export const ACTIVE_KEY = "alcove:active-at"

/** Milliseconds of the countdown between the last warning and the end. */
export const GRACE = 30_000

/**
 * That the visitor is done. Under a name of its own: two tabs may write at the same moment, and what one of them notes of
 * activity must not take the place of this.
 */
export const DONE_KEY = "alcove:done"

/** In place of when the visitor was last active. */
const LONG_AGO = "1"

/** Without storage every tab knows only of itself. */
let active: number | undefined
let done = false
let written = 0
let holds = 0

/** The visitor did something just now. Written down for the other tabs at most once a second. */
export function markActivity(): void {
  active = Date.now()
  if (active - written < 1000 && active >= written) return
  written = active
  browserStore.set(ACTIVE_KEY, String(active))
}

export function forgetActivity(): void {
  active = undefined
  done = false
  written = 0
  browserStore.remove(ACTIVE_KEY)
  browserStore.remove(DONE_KEY)
}

/** The visitor is done: in every tab, and after a reload, it is as if the page had been left alone for long. */
export function endActivity(): void {
  done = true
  browserStore.set(DONE_KEY, "1")
  // In the place of a longer value, as a full storage may have no room for one more.
  browserStore.set(ACTIVE_KEY, LONG_AGO)
}

/** Whether everything ends because the visitor is done. */
export function saidDone(): boolean {
  return done || browserStore.get(DONE_KEY, () => true) === true
}

/** Something goes on that the visitor waits for; call the result when it has ended. */
export function holdActivity(): () => void {
  holds++
  return () => {
    holds--
  }
}

export function isHeld(): boolean {
  return holds > 0
}

/**
 * Seconds until everything is erased when the visitor does nothing: undefined before the countdown, which starts after
 * `idle` seconds, and before the visitor was active at all; 0 when it has ended or the visitor is done. By the clock, as
 * timers stop in sleep.
 */
export function secondsLeft(idle: number): number | undefined {
  if (saidDone()) return 0
  const last = lastActivity()
  if (last === undefined) return undefined
  const rest = idle * 1000 + GRACE - (Date.now() - last)
  return rest > GRACE ? undefined : Math.max(0, Math.ceil(rest / 1000))
}

/** Whether anybody was active at all since the last erasure. */
export function wasActive(): boolean {
  return lastActivity() !== undefined
}

function lastActivity(): number | undefined {
  const now = Date.now()
  const kept = browserStore.get(ACTIVE_KEY, Number)
  const known = [active, kept].filter((time) => time !== undefined)
  if (known.length === 0) return undefined
  const last = Math.max(...known)
  if (last > 0 && last <= now) return last
  // Damaged, or the clock was set back: when it really was is not known, so it counts from now.
  active = now
  browserStore.set(ACTIVE_KEY, String(now))
  return now
}
