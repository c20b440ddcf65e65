"use client"
import { useEffect } from "react"

/** Frames in which a message has to be drawn. */
const FRAMES = 120

/** Brings the message that was searched for to the top, marks it, and puts the focus there: there one goes on reading. */
export function useFound(id: string | undefined, show: (id: string) => void): void {
  useEffect(() => {
    if (!id) return
    let left = FRAMES
    let frame = 0
    const look = () => {
      const message = document.getElementById(id)
      if (message) {
        show(id)
        message.tabIndex = -1
        message.dataset.found = ""
        message.focus({ preventScroll: true })
      } else if (left-- > 0) frame = requestAnimationFrame(look)
    }
    look()
    return () => {
      cancelAnimationFrame(frame)
      delete document.getElementById(id)?.dataset.found
    }
  }, [id, show])
}
