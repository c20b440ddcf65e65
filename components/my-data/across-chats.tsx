"use client"
import { useCallback, useState } from "react"
import { rememberAcross } from "@/lib/actions/my-data"
import { myDataWords } from "@/lib/words/my-data"
import { call, sentenceFor } from "../call"
import { Switch } from "../chat/sidebar/switch"

const words = myDataWords.across

/** Whether what is said in one chat is remembered in others. Off until the visitor wishes it. */
export function AcrossChats({ atFirst }: { atFirst: boolean }) {
  const [on, setOn] = useState(atFirst)
  const [outcome, setOutcome] = useState<string>()
  const choose = useCallback(async (wished: boolean) => {
    setOn(wished)
    try {
      await call(() => rememberAcross({ on: wished }))
      setOutcome(words.done(wished))
    } catch (error) {
      setOn(!wished)
      setOutcome(sentenceFor(error))
    }
  }, [])
  return (
    <div className="noscript:hidden">
      <Switch label={words.label} consequence={words.consequence} checked={on} onChange={choose} />
      <output className="mt-2 block min-h-6 text-sm">{outcome}</output>
    </div>
  )
}
