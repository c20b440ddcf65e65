"use client"
import { useState } from "react"
import { runCleanup } from "@/lib/actions/cleanups"
import { dashboardWords } from "@/lib/words/admin"
import { momentInWords } from "@/lib/words/page"
import { call, sentenceFor } from "../../call"
import { Button } from "../../ui/button"
import { Confirm } from "../../ui/confirm"
import { inTime } from "./words"

const words = dashboardWords.cleanup

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
          {isCounting ? words.counting : words.count}
        </Button>
        <Confirm
          trigger={<Button>{words.name}</Button>}
          title={words.title}
          description={words.description}
          action={words.action}
          busy={words.busy}
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
  if (sessions + chats === 0) return dryRun ? words.nothingToDelete : words.nothingDeleted
  const oldest = oldestExpiresAt ? momentInWords(new Date(oldestExpiresAt), timeZone) : undefined
  const facts = { visitors: sessions, chats, messages, oldest }
  if (dryRun) return words.wouldDelete(facts)
  return words.deleted({ ...facts, steps: batches, time: inTime(durationMs) })
}
