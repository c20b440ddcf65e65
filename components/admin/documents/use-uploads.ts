"use client"
import { useEffect, useRef, useState } from "react"
import { LARGEST_FILE } from "@/lib/documents"
import { documentsWords } from "@/lib/words/admin"
import { type Sent, sendFile } from "./send-file"

/** A file on its way: waiting for its turn, being sent (`share`: how much of it), or with a `problem`. */
export type Upload = { key: number; name: string; share?: number; problem?: string }

type Waiting = { key: number; file: File; replaces: string | undefined; leave: AbortController }

/** Files sent at once. */
const AT_ONCE = 3

let lastKey = 0

/** Sends files, a few at once. One that got through leaves the list, and `onSent` is told; a problem stays until it is hidden. */
export function useUploads(onSent: (sent: Sent) => void) {
  const [uploads, setUploads] = useState<Upload[]>([])
  const queue = useRef<Waiting[]>([])
  const sending = useRef(new Map<number, Waiting>())
  useEffect(() => {
    const mine = sending.current
    return () => {
      for (const { leave } of mine.values()) leave.abort()
    }
  }, [])

  const change = (key: number, now: Partial<Upload>) =>
    setUploads((all) => all.map((one) => (one.key === key ? { ...one, ...now } : one)))
  const remove = (key: number) => setUploads((all) => all.filter((one) => one.key !== key))

  const next = () => {
    while (sending.current.size < AT_ONCE) {
      const waiting = queue.current.shift()
      if (!waiting) return
      sending.current.set(waiting.key, waiting)
      void send(waiting)
    }
  }
  const send = async ({ key, file, replaces, leave }: Waiting) => {
    const onShare = (share: number) => change(key, { share })
    try {
      onShare(0)
      onSent(await sendFile({ file, replaces, onShare, signal: leave.signal }))
      remove(key)
    } catch (error) {
      if (!leave.signal.aborted) change(key, { share: undefined, problem: (error as Error).message })
    }
    sending.current.delete(key)
    next()
  }
  const add = (files: Iterable<File>, replaces?: string) => {
    const given = [...files].map((file) => ({ key: ++lastKey, file, replaces, leave: new AbortController() }))
    const isLarge = ({ file }: Waiting) => file.size > LARGEST_FILE
    const problemOf = (one: Waiting) => (isLarge(one) ? documentsWords.failures.too_large : undefined)
    setUploads((all) => [
      ...all,
      ...given.map((one) => ({ key: one.key, name: one.file.name, problem: problemOf(one) })),
    ])
    queue.current.push(...given.filter((one) => !isLarge(one)))
    next()
  }
  /** Gives a file up that waits or is being sent, and forgets one with a problem. */
  const cancel = (key: number) => {
    queue.current = queue.current.filter((one) => one.key !== key)
    sending.current.get(key)?.leave.abort()
    remove(key)
  }
  return { uploads, add, cancel }
}
