"use client"
import { useCallback, useEffect, useState } from "react"
import { isHeld, markActivity, secondsLeft, wasActive } from "./activity"

/**
 * Seconds of the countdown left, undefined while the visitor is there; once 0 it stays 0. The second value extends it, and
 * so does whatever a person does.
 */
export function useSecondsLeft(idle: number): [left: number | undefined, extend: () => void] {
  const [left, setLeft] = useState(() => (wasAway() ? 0 : secondsLeft(idle)))
  const over = left === 0
  const look = useCallback(() => {
    // What was over while the device slept is over, whatever moves now.
    if (isHeld() && secondsLeft(idle) !== 0) markActivity()
    setLeft(secondsLeft(idle))
  }, [idle])
  const extend = useCallback(() => {
    if (secondsLeft(idle) !== 0) markActivity()
    look()
  }, [idle, look])

  useEffect(() => {
    if (over) return
    const act = (event: Event) => {
      const counting = secondsLeft(idle) !== undefined
      if (!isByVisitor(event, counting)) return
      // The key that ends the countdown is not meant for what is under it.
      if (counting && event.type === "keydown") event.preventDefault()
      extend()
    }
    const timer = setInterval(look, 1000)
    for (const name of LOOKS) window.addEventListener(name, look)
    for (const name of ACTS)
      window.addEventListener(name, act, { capture: true, passive: name !== "keydown" })
    return () => {
      clearInterval(timer)
      for (const name of LOOKS) window.removeEventListener(name, look)
      for (const name of ACTS) window.removeEventListener(name, act, { capture: true })
    }
  }, [over, idle, look, extend])
  return [left, extend]
}

/** Moments at which timers may have been asleep, or another tab knows better. */
const LOOKS = ["storage", "focus", "pageshow", "visibilitychange"]

/** All that is heard of a visitor who reads with a screen reader; but a page that opens sets its focus by itself. */
const QUIET_ACTS = ["focusin", "selectionchange"]

const ACTS = [
  ...["keydown", "pointerdown", "pointermove", "click", "touchmove", "wheel", "scroll", "input"],
  ...QUIET_ACTS,
]

/** What the browser also does by itself when the countdown opens. */
const UNSURE = new Set(["scroll", "pointerdown", ...QUIET_ACTS])

function wasAway(): boolean {
  return document.documentElement.dataset.away !== undefined
}

let pointer: string | undefined

/**
 * Whether a person did this: browsers also move the pointer and scroll by themselves when something opens under it. The
 * beginning of a tap does not end the countdown, its end does: else it would go on to what is under the dialog.
 */
function isByVisitor(event: Event, counting: boolean): boolean {
  if (QUIET_ACTS.includes(event.type) && !wasActive()) return false
  if (UNSURE.has(event.type)) return !counting
  if (!(event instanceof PointerEvent) || event.type !== "pointermove") return true
  if (event.pointerType === "touch") return !counting
  const before = pointer
  pointer = `${event.screenX} ${event.screenY}`
  return before !== undefined && before !== pointer
}
