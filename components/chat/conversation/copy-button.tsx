"use client"
import { Check, Copy } from "lucide-react"
import { useEffect, useState } from "react"
import { chatWords } from "@/lib/words/chat"
import { Button } from "../../ui/button"
import { copy, htmlOf } from "./clipboard"

const words = chatWords.message

/**
 * Copies a text as it was written, and beside it as its article shows it; `lines` come after it in both. Says so for two
 * seconds.
 */
export function CopyButton({ text, lines = [] }: { text: string; lines?: string[] }) {
  const [outcome, setOutcome] = useState<"copied" | "notCopied">()
  useEffect(() => {
    if (!outcome) return
    const timer = setTimeout(() => setOutcome(undefined), 2000)
    return () => clearTimeout(timer)
  }, [outcome])
  return (
    <>
      <Button
        look="quiet"
        onClick={async ({ currentTarget }) => {
          const drawn = currentTarget.closest("article")?.querySelector(".markdown")
          const copied = await copy({
            text: [text, ...(lines.length > 0 ? ["", ...lines] : [])].join("\n"),
            html: drawn ? htmlOf(drawn, lines) : undefined,
          })
          setOutcome(copied ? "copied" : "notCopied")
        }}
      >
        {outcome === "copied" ? (
          <Check aria-hidden className="size-4" />
        ) : (
          <Copy aria-hidden className="size-4" />
        )}
        <span className="max-sm:sr-only">{words[outcome ?? "copy"]}</span>
      </Button>
      <output className="sr-only">{outcome && words[outcome]}</output>
    </>
  )
}
