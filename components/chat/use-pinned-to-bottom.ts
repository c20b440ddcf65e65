"use client"
import { useCallback, useEffect, useRef, useState } from "react"

// How near the end, in pixels, a reader who moves down has to come.
const NEAR = 48

/**
 * Keeps the end of the window in view while `content` grows, as long as the reader is there; moving up lets go,
 * moving back to the end holds on again.
 */
export function usePinnedToBottom(content: HTMLElement | null) {
  const [pinned, setPinned] = useState(true)
  const held = useRef(true)

  const hold = useCallback((now: boolean) => {
    held.current = now
    setPinned(now)
  }, [])

  const jump = useCallback(() => {
    hold(true)
    toEnd()
  }, [hold])

  useEffect(() => {
    if (!content) return
    let lastTop = window.scrollY
    const onScroll = () => {
      const movedUp = window.scrollY < lastTop
      lastTop = window.scrollY
      // Content that shrinks moves the window up without the reader: at the end is at the end.
      if (distanceToEnd() <= 2) hold(true)
      else if (movedUp) hold(false)
      else if (distanceToEnd() <= NEAR) hold(true)
    }
    const follow = () => {
      if (held.current) toEnd()
    }
    window.addEventListener("scroll", onScroll, { passive: true })
    // The window shrinks when a keyboard comes up on the screen.
    window.addEventListener("resize", follow)
    const resized = new ResizeObserver(follow)
    resized.observe(content)
    return () => {
      window.removeEventListener("scroll", onScroll)
      window.removeEventListener("resize", follow)
      resized.disconnect()
    }
  }, [content, hold])

  return { pinned, jump }
}

function distanceToEnd(): number {
  const page = document.documentElement
  return page.scrollHeight - page.clientHeight - window.scrollY
}

function toEnd(): void {
  window.scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" })
}
