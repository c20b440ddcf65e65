"use client"
import { createContext, type ReactNode, use, useCallback, useState } from "react"
import { useShared } from "./shared"
import { Watch } from "./watch"

const IdleContext = createContext(0)

/** Seconds without activity after which a shared computer asks whether anybody is there. */
export function useIdleSeconds(): number {
  return use(IdleContext)
}

/** On a shared computer: takes the page away and erases everything when nobody has done anything for `idle` seconds. */
export function Kiosk({ idle, children }: { idle: number; children: ReactNode }) {
  const shared = useShared()
  const [over, setOver] = useState(false)
  const end = useCallback(() => setOver(true), [])
  return (
    <IdleContext value={idle}>
      {!over && <div className="contents in-data-away:invisible">{children}</div>}
      {(shared || over) && <Watch idle={idle} onOver={end} />}
    </IdleContext>
  )
}
