"use client"
import { type RefObject, useLayoutEffect, useRef } from "react"

/** Keeps what is being read where it is when messages are put before the first one (`firstId`) of a log. */
export function useKeptPlace(log: RefObject<HTMLElement | null>, firstId: string | undefined): void {
  const first = useRef<{ id: string | undefined; element: Element; offset: number }>(undefined)
  useLayoutEffect(() => {
    const had = first.current
    if (had && had.id !== firstId && had.element.isConnected)
      window.scrollBy({ top: offsetOf(had.element) - had.offset, behavior: "instant" })
    const element = log.current?.querySelector("article")
    first.current = element ? { id: firstId, element, offset: offsetOf(element) } : undefined
  }, [log, firstId])
}

/** Distance from the top of the document in pixels: scrolling does not change it. */
function offsetOf(element: Element): number {
  return element.getBoundingClientRect().top + window.scrollY
}
