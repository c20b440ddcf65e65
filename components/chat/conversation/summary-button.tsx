"use client"
import { ScrollText } from "lucide-react"
import { useEffect, useState } from "react"
import type { ChatSummary } from "@/lib/types"
import { chatWords } from "@/lib/words/chat"
import { Button } from "../../ui/button"
import { focusComposer } from "../composer/composer"
import { Reader, ReaderText } from "../shell/reader"

const words = chatWords.summary

const WRITTEN = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" })

/** Says that the older part of the chat was summed up, and shows how. Nothing where it was not. */
export function SummaryButton({ summary }: { summary: ChatSummary | undefined }) {
  const [isOpen, setOpen] = useState(false)
  const isGone = isOpen && !summary
  useEffect(() => {
    if (!isGone) return
    // It does not come back unasked, and what it was opened from is gone as well.
    setOpen(false)
    focusComposer()
  }, [isGone])
  if (!summary) return null
  return (
    <>
      <Button look="quiet" className="-ms-1 self-start" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <ScrollText aria-hidden className="size-4" />
        {words.label}
      </Button>
      {isOpen && <Summary summary={summary} onClose={() => setOpen(false)} />}
    </>
  )
}

function Summary({ summary, onClose }: { summary: ChatSummary; onClose: () => void }) {
  const about = words.written(WRITTEN.format(new Date(summary.writtenAt)))
  return (
    <Reader title={words.title} about={about} closeLabel={words.close} onClose={onClose}>
      <ReaderText label={words.title}>
        {summary.text.split(/\n+/).map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name, and stay.
          <p key={at} dir="auto" className="mb-3">
            {line}
          </p>
        ))}
      </ReaderText>
    </Reader>
  )
}
