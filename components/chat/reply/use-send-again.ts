"use client"
import { useEffect, useRef } from "react"
import { pauseBefore } from "../../line"
import { listen } from "../../tabs"
import type { Ask } from "./ask"
import type { Trouble } from "./use-reply"

/**
 * Sends what has not been sent once more, by itself, until it is through: its ids make it one message however often, and
 * from however many tabs, it arrives. Takes it back where another tab did.
 */
export function useSendAgain(
  trouble: Trouble | undefined,
  send: (unsent: Ask) => void,
  takeBack: (unsent: Ask) => void,
): void {
  const tries = useRef(0)
  const ways = useRef({ send, takeBack })
  useEffect(() => {
    ways.current = { send, takeBack }
  })
  useEffect(() => {
    const unsent = trouble?.unsent
    if (!unsent) {
      tries.current = 0
      return
    }
    const settled = new AbortController()
    void pauseBefore(++tries.current, settled.signal).then(
      () => !settled.signal.aborted && ways.current.send(unsent),
    )
    const deaf = listen((message) => {
      if (message.type === "taken-back" && message.id === unsent.messageId) ways.current.takeBack(unsent)
    })
    return () => {
      settled.abort()
      deaf()
    }
  }, [trouble])
}
