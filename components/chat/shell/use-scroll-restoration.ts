"use client"
import { useLayoutEffect } from "react"

/**
 * Conversations open at their end: there the browser is not to bring a page that is loaded again, or gone back to, to where
 * it was, which may happen only after its end was shown. Every other page keeps its place.
 */
export function useScrollRestoration(pathname: string): void {
  useLayoutEffect(() => {
    const isConversation = pathname === "/" || pathname.startsWith("/chat/")
    window.history.scrollRestoration = isConversation ? "manual" : "auto"
  }, [pathname])
}
