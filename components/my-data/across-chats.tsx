"use client"
import { useCallback, useEffect, useState } from "react"
import { isRememberedAcross, rememberAcross } from "@/lib/actions/my-data"
import { myDataWords } from "@/lib/words/my-data"
import { call, sentenceFor } from "../call"
import { Switch } from "../chat/sidebar/switch"

const words = myDataWords.across

/** Whether what is said in one chat is remembered in others. Off until the visitor wishes it. */
export function AcrossChats({ atFirst }: { atFirst: boolean }) {
  const [on, setOn] = useState(atFirst)
  const [outcome, setOutcome] = useState<string>()
  useAsItIs(setOn)
  const choose = useCallback(async (wished: boolean) => {
    setOn(wished)
    try {
      await call(() => rememberAcross({ on: wished }))
      setOutcome(words.done(wished))
    } catch (error) {
      setOutcome(sentenceFor(error))
      // Whether it got through is not known.
      setOn(await asItIs().catch(() => !wished))
    }
  }, [])
  return (
    <div className="px-1 noscript:hidden">
      <Switch label={words.label} consequence={words.consequence} checked={on} onChange={choose} />
      <output className="mt-2 block min-h-6 text-sm">{outcome}</output>
    </div>
  )
}

/** A page that is shown again, from a copy or behind another tab, may be older than the last choice. */
function useAsItIs(setOn: (on: boolean) => void): void {
  useEffect(() => {
    const look = () => {
      // There will be another reason to look.
      if (document.visibilityState === "visible") void asItIs().then(setOn, () => {})
    }
    look()
    document.addEventListener("visibilitychange", look)
    window.addEventListener("pageshow", look)
    return () => {
      document.removeEventListener("visibilitychange", look)
      window.removeEventListener("pageshow", look)
    }
  }, [setOn])
}

async function asItIs(): Promise<boolean> {
  return (await call(() => isRememberedAcross())).on
}
