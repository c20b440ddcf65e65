"use client"
import { useRouter } from "next/navigation"
import { useState, useTransition } from "react"
import { saveSetting } from "@/lib/actions/settings"
import { call, Refused, sentenceFor } from "../../call"

export type Change = Parameters<typeof saveSetting>[0]

/**
 * Saves a setting and shows the page as it is then, with what `onSaved` changes in it. What is refused becomes `problem`,
 * and nothing typed is touched; `untried`: what was refused because the model does not answer with it.
 */
export function useSave() {
  const router = useRouter()
  const [busy, startSaving] = useTransition()
  const [saved, setSaved] = useState(false)
  const [problem, setProblem] = useState<string>()
  const [untried, setUntried] = useState<Change>()
  const save = (change: Change, onSaved: () => void) => {
    if (busy) return
    setSaved(false)
    setProblem(undefined)
    setUntried(undefined)
    startSaving(async () => {
      try {
        await call(() => saveSetting(change))
        startSaving(() => {
          router.refresh()
          setSaved(true)
          onSaved()
        })
      } catch (error) {
        startSaving(() => {
          setProblem(sentenceFor(error))
          if (error instanceof Refused && error.code === "untried") setUntried(change)
        })
      }
    })
  }
  return { save, busy, saved, problem, untried }
}
