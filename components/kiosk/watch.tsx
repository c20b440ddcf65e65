"use client"
import { useLayoutEffect } from "react"
import { Countdown } from "./countdown"
import { useErasedElsewhere } from "./erased"
import { Erasing } from "./erasing"
import { useSecondsLeft } from "./use-seconds-left"

type WatchProps = {
  idle: number
  /** Whether it is over already, though a visitor may be there. */
  ended: boolean
  /** Has to take away what was written. */
  onOver: () => void
}

/** Watches whether anybody is there; when not, it is over. */
export function Watch({ idle, ended, onOver }: WatchProps) {
  const [left, extend] = useSecondsLeft(idle)
  const over = ended || left === 0
  useErasedElsewhere()
  // Before anything is painted: a page that was left too long ago must not be seen.
  useLayoutEffect(() => {
    if (over) onOver()
  }, [over, onOver])
  if (over) return <Erasing />
  return left === undefined ? undefined : <Countdown seconds={left} onStay={extend} />
}
