"use client"
import { ScrollText } from "lucide-react"
import { useState } from "react"
import type { ChatSummary } from "@/lib/types"
import { chatWords } from "@/lib/words/chat"
import { Button } from "../../ui/button"
import { Reader, ReaderText } from "../shell/reader"

const words = chatWords.summary

const WRITTEN = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" })

/** Says that the older part of the chat was summed up, and shows how. Nothing where it was not. */
export function SummaryButton({ summary }: { summary: ChatSummary | undefined }) {
  const [isOpen, setOpen] = useState(false)
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
        <p dir="auto" className="whitespace-pre-wrap">
          {summary.text}
        </p>
      </ReaderText>
    </Reader>
  )
}
