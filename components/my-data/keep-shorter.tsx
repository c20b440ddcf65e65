"use client"
import { useRouter } from "next/navigation"
import { useState } from "react"
import { keepShorter } from "@/lib/actions/my-data"
import { myDataWords } from "@/lib/words/my-data"
import { durationInWords } from "@/lib/words/page"
import { call, sentenceFor } from "../call"
import { useChats } from "../chat/sidebar/chats"
import { Button } from "../ui/button"

const words = myDataWords.shorter

/** The choice of a shorter time; `spans` in seconds. */
export function KeepShorter({ spans }: { spans: number[] }) {
  const router = useRouter()
  const { endAt } = useChats()
  const [chosen, setChosen] = useState<number>()
  const [outcome, setOutcome] = useState<string>()
  const shorten = async () => {
    if (chosen === undefined) return setOutcome(words.choose)
    try {
      endAt((await call(() => keepShorter({ retention: chosen }))).keptUntil)
      setOutcome(words.done(chosen))
      setChosen(undefined)
      router.refresh()
    } catch (error) {
      setOutcome(sentenceFor(error))
    }
  }
  return (
    <form action={shorten} className="noscript:hidden">
      {spans.length > 0 && (
        <>
          <fieldset className="flex flex-wrap gap-x-7">
            <legend className="mb-1 text-ink-soft">{words.legend}</legend>
            {spans.map((span) => (
              <label key={span} className="flex min-h-11 items-center gap-2.5">
                <input
                  type="radio"
                  name="retention"
                  className="size-4 accent-accent"
                  checked={chosen === span}
                  onChange={() => {
                    setChosen(span)
                    setOutcome(undefined)
                  }}
                />
                {durationInWords(span)}
              </label>
            ))}
          </fieldset>
          <Button type="submit" className="mt-3">
            {words.action}
          </Button>
        </>
      )}
      <output className="mt-2 block min-h-6 text-sm">{outcome}</output>
    </form>
  )
}
