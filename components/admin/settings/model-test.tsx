"use client"
import { useState } from "react"
import { testModel } from "@/lib/actions/settings"
import { adminWords } from "@/lib/words/admin"
import { call, sentenceFor } from "../../call"
import { Button } from "../../ui/button"

const words = adminWords.settings.model

type Values = Parameters<typeof testModel>[0]
/** How a test of `values` went, in words; without a sentence it has not come back yet. */
type Outcome = { values: Values; works?: boolean; sentence?: string }

/** Tries the model with what stands in the fields, saved or not. */
export function ModelTest({ model, temperature }: Values) {
  const [outcome, setOutcome] = useState<Outcome>()
  const busy = outcome !== undefined && outcome.sentence === undefined
  const test = async () => {
    if (busy) return
    const values = { model, temperature }
    setOutcome({ values })
    try {
      setOutcome({ values, ...(await call(() => testModel(values))) })
    } catch (error) {
      setOutcome({ values, works: false, sentence: sentenceFor(error) })
    }
  }
  const isOfThese = outcome?.values.model === model && Object.is(outcome.values.temperature, temperature)
  return (
    <>
      <Button aria-disabled={busy} onClick={test}>
        {words.test}
      </Button>
      <p
        aria-live="polite"
        className={`basis-full text-sm empty:hidden ${outcome?.works === false ? "text-danger" : "text-ink-soft"}`}
      >
        {busy ? words.busy : isOfThese && outcome.sentence}
      </p>
    </>
  )
}
