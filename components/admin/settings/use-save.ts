"use client"
import { useRouter } from "next/navigation"
import { useState, useTransition } from "react"
import { saveSetting } from "@/lib/actions/settings"
import { call, sentenceFor } from "../../call"

export type Change = Parameters<typeof saveSetting>[0]

/**
 * Saves a setting and shows the page as it is then, with what `onSaved` changes in it. What is refused becomes `problem`,
 * and nothing typed is touched.
 */
export function useSave() {
  const router = useRouter()
  const [busy, startSaving] = useTransition()
  const [saved, setSaved] = useState(false)
  const [problem, setProblem] = useState<string>()
  const save = (change: Change, onSaved: () => void) => {
    if (busy) return
    setSaved(false)
    setProblem(undefined)
    startSaving(async () => {
      try {
        await call(() => saveSetting(change))
        startSaving(() => {
          router.refresh()
          setSaved(true)
          onSaved()
        })
      } catch (error) {
        startSaving(() => setProblem(sentenceFor(error)))
      }
    })
  }
  return { save, busy, saved, problem }
}
