"use client"
import { useState } from "react"
import { runCleanup } from "@/lib/actions/cleanups"
import { countInWords } from "@/lib/words/page"
import { call, sentenceFor } from "../../call"
import { Button } from "../../ui/button"
import { Confirm } from "../../ui/confirm"
import { dayAndTime, inTime } from "./words"

type CleanUpProps = { timeZone: string; onCleanUp: () => void }

/** Counts what a cleanup would delete, or cleans up, and shows the receipt. */
export function CleanUp({ timeZone, onCleanUp }: CleanUpProps) {
  const [said, setSaid] = useState("")
  const [isCounting, setIsCounting] = useState(false)
  const run = async (dryRun: boolean) => {
    const { receipt } = await call(() => runCleanup({ dryRun }))
    setSaid(inWords(receipt, timeZone))
    onCleanUp()
  }
  const count = async () => {
    if (isCounting) return
    setIsCounting(true)
    await run(true).catch((error) => setSaid(sentenceFor(error)))
    setIsCounting(false)
  }
  return (
    <>
      <p className="mt-4 flex flex-wrap gap-2">
        <Button aria-disabled={isCounting} onClick={count}>
          {isCounting ? "Counting …" : "Count what is over"}
        </Button>
        <Confirm
          trigger={<Button>Clean up now</Button>}
          title="Clean up now?"
          description="Deletes for good whatever is over: chats nobody can see any more. Nothing that visitors still have is touched."
          action="Clean up"
          busy="Cleaning up …"
          onConfirm={() => run(false)}
        />
      </p>
      <output className="mt-3 block empty:hidden">{said}</output>
    </>
  )
}

type Receipt = Extract<Awaited<ReturnType<typeof runCleanup>>, { ok: true }>["receipt"]

function inWords(
  { dryRun, deleted, oldestExpiresAt, batches, durationMs }: Receipt,
  timeZone: string,
): string {
  const { sessions, chats, messages } = deleted
  if (sessions + chats === 0) {
    return dryRun ? "Nothing is over: a cleanup would delete nothing." : "Cleaned up: nothing was over."
  }
  const what = `${countInWords(sessions, "visitor")}, ${countInWords(chats, "chat")} and ${countInWords(messages, "message")}`
  const oldest = oldestExpiresAt ? ` The oldest was over since ${dayAndTime(oldestExpiresAt, timeZone)}.` : ""
  if (dryRun) return `A cleanup would delete everything of ${what}. Nothing was changed.${oldest}`
  return `Cleaned up: everything of ${what} deleted in ${countInWords(batches, "step")}, ${inTime(durationMs)}.${oldest}`
}
