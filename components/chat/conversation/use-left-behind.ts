"use client"
import { useEffect } from "react"
import type { ChatMessage } from "@/lib/types"

/** Milliseconds in which an answer that is being written is followed. */
const SOON = 1_000

/**
 * Looks at the chat again where an answer stands in it as if it were being written, and none is followed: another one was asked for
 * before its last words came.
 */
export function useLeftBehind(messages: ChatMessage[], isQuiet: boolean, look: () => void): void {
  const isLeft = isQuiet && messages.some(({ metadata }) => metadata?.status === "running")
  useEffect(() => {
    if (!isLeft) return
    const timer = setTimeout(look, SOON)
    return () => clearTimeout(timer)
  }, [isLeft, look])
}
