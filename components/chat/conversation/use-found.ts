"use client"
import { useCallback, useEffect } from "react"

/** Frames in which a message has to be drawn. */
const FRAMES = 120

/**
 * Brings the message that was searched for to the top, marks it, and puts the focus there: there one goes on reading. The same
 * when its link is followed again. What is returned takes the mark away, and the message out of the address: the visitor goes on
 * elsewhere.
 */
export function useFound(id: string | undefined, show: (id: string) => void): () => void {
  useEffect(() => {
    if (!id) return
    let frame = look(id, show)
    const again = ({ target }: MouseEvent) => {
      const link = target instanceof Element ? target.closest("a") : null
      if (!link || new URL(link.href).searchParams.get("message") !== id) return
      cancelAnimationFrame(frame)
      // Once what the link stands in has closed, which gives the focus back.
      frame = requestAnimationFrame(() => {
        frame = look(id, show)
      })
    }
    document.addEventListener("click", again)
    return () => {
      document.removeEventListener("click", again)
      cancelAnimationFrame(frame)
      unmark(id)
    }
  }, [id, show])
  return useCallback(() => {
    if (!id) return
    unmark(id)
    if (window.location.search) window.history.replaceState(null, "", window.location.pathname)
  }, [id])
}

/** Shows a message as soon as it is drawn; gives the frame that is waited for. */
function look(id: string, show: (id: string) => void, left = FRAMES): number {
  const message = document.getElementById(id)
  if (!message) return left > 0 ? requestAnimationFrame(() => look(id, show, left - 1)) : 0
  show(id)
  message.tabIndex = -1
  message.dataset.found = ""
  message.focus({ preventScroll: true })
  // What was searched for may be below the fold, which is there once it was measured.
  return requestAnimationFrame(() => message.querySelector<HTMLElement>(".folded + button")?.click())
}

function unmark(id: string): void {
  delete document.getElementById(id)?.dataset.found
}
