"use client"
import { useEffect, useState } from "react"
import { listDocuments } from "@/lib/actions/documents"
import type { DocumentShown } from "@/lib/documents"
import { call, sentenceFor } from "../../call"

/** Milliseconds between two looks while anything is read. */
const LOOK = 1_000

/** The documents as they stand; looked up every second while one of them waits or is read. */
export function useDocuments(initial: DocumentShown[]) {
  const [documents, setDocuments] = useState(initial)
  const [problem, setProblem] = useState<string>()
  const isBusy = documents.some(({ state }) => state === "waiting" || state === "reading")
  const update = async () => {
    try {
      setDocuments((await call(listDocuments)).documents)
      setProblem(undefined)
    } catch (error) {
      setProblem(sentenceFor(error))
    }
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: each list, and each failure to have one, is followed by one more look.
  useEffect(() => {
    if (!isBusy) return
    const timer = setTimeout(update, LOOK)
    return () => clearTimeout(timer)
  }, [documents, problem])
  return { documents, problem, update }
}
