"use client"
import { useState } from "react"
import { removeSample } from "@/lib/actions/sample"
import { documentsWords } from "@/lib/words/admin"
import { call, sentenceFor } from "../../call"
import { Button } from "../../ui/button"

const words = documentsWords.sample

type SampleProps = { onRemoved: () => void }

/** What the guide among the documents is, and the one click that removes it. */
export function Sample({ onRemoved }: SampleProps) {
  const [problem, setProblem] = useState<string>()
  const [isBusy, setIsBusy] = useState(false)
  const remove = async () => {
    if (isBusy) return
    setIsBusy(true)
    await call(removeSample).then(onRemoved, (error) => setProblem(sentenceFor(error)))
    setIsBusy(false)
  }
  return (
    <div className="mt-4 max-w-[65ch] rounded-2xl border border-line p-4">
      <p>{words.text}</p>
      <Button className="mt-3" aria-disabled={isBusy} onClick={remove}>
        {isBusy ? words.busy : words.remove}
      </Button>
      {problem && (
        <p role="alert" className="mt-2 text-danger text-sm">
          {problem}
        </p>
      )}
    </div>
  )
}
