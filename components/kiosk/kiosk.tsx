"use client"
import { createContext, type ReactNode, use, useCallback, useLayoutEffect, useState } from "react"
import { endActivity } from "./activity"
import { markShared, useShared } from "./shared"
import { Watch } from "./watch"

const IdleContext = createContext(0)
const DoneContext = createContext(() => {})

/** Seconds without activity after which a shared computer asks whether anybody is there. */
export function useIdleSeconds(): number {
  return use(IdleContext)
}

/** Erases everything now, as the end of the countdown does. */
export function useDone(): () => void {
  return use(DoneContext)
}

/** On a shared computer: takes the page away and erases everything when the visitor has done nothing for `idle` seconds, or is done. */
export function Kiosk({ idle, children }: { idle: number; children: ReactNode }) {
  const shared = useShared()
  const [over, setOver] = useState(false)
  const end = useCallback(() => setOver(true), [])
  const done = useCallback(() => {
    endActivity()
    end()
  }, [end])
  // Where a page is drawn in the browser alone, no script ran before it that left the mark.
  useLayoutEffect(() => {
    if (shared) markShared(true)
  }, [shared])
  return (
    <IdleContext value={idle}>
      <DoneContext value={done}>
        {!over && <div className="contents in-data-away:invisible">{children}</div>}
      </DoneContext>
      {(shared || over) && <Watch idle={idle} ended={over} onOver={end} />}
    </IdleContext>
  )
}
