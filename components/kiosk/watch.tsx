"use client"
import { useLayoutEffect } from "react"
import { Countdown } from "./countdown"
import { useErasedElsewhere } from "./erased"
import { Erasing } from "./erasing"
import { useSecondsLeft } from "./use-seconds-left"

/** Watches whether anybody is there; `onOver` when not, which has to take away what was written. */
export function Watch({ idle, onOver }: { idle: number; onOver: () => void }) {
  const [left, extend] = useSecondsLeft(idle)
  const over = left === 0
  useErasedElsewhere()
  // Before anything is painted: a page that was left too long ago must not be seen.
  useLayoutEffect(() => {
    if (over) onOver()
  }, [over, onOver])
  if (over) return <Erasing />
  return left === undefined ? undefined : <Countdown seconds={left} onStay={extend} />
}
