"use client"
import { type RefObject, useLayoutEffect, useRef } from "react"

/** Keeps what is being read where it is when messages are put before the first one (`firstId`) of a log. */
export function useKeptPlace(log: RefObject<HTMLElement | null>, firstId: string | undefined): void {
  const first = useRef<{ id: string | undefined; element: Element; offset: number }>(undefined)
  useLayoutEffect(() => {
    const had = first.current
    if (had && had.id !== firstId && had.element.isConnected) {
      window.scrollBy({ top: offsetOf(had.element) - had.offset, behavior: "instant" })
      keepInView(had.element)
    }
    const element = log.current?.querySelector("article")
    first.current = element ? { id: firstId, element, offset: offsetOf(element) } : undefined
  }, [log, firstId])
}

/** Answers near the window get their true heights only as the page is painted: until then the element stays where it is. */
function keepInView(element: Element): void {
  const { top } = element.getBoundingClientRect()
  const resized = new ResizeObserver(() => {
    window.scrollBy({ top: element.getBoundingClientRect().top - top, behavior: "instant" })
  })
  if (element.parentElement) resized.observe(element.parentElement)
  requestAnimationFrame(() => requestAnimationFrame(() => resized.disconnect()))
}

/** Distance from the top of the document in pixels: scrolling does not change it. */
function offsetOf(element: Element): number {
  return element.getBoundingClientRect().top + window.scrollY
}
