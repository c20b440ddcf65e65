"use client"
import { usePathname } from "next/navigation"
import { useEffect, useState } from "react"
import type { Receipt } from "@/lib/actions/my-data"
import { kioskWords } from "@/lib/words/kiosk"
import { date } from "@/lib/words/page"
import { takeReceipt } from "../my-data/erase"
import { Button } from "../ui/button"
import { useDone } from "./kiosk"

/** On a shared computer, on every page: the way to leave nothing behind. Styles show it, so that it is there at once. */
export function Done() {
  const done = useDone()
  const erased = useErased()
  return (
    <div className="hidden min-h-11 items-center justify-between gap-3 border-line border-b bg-surface-2 ps-4 pe-2 text-sm in-data-shared:flex">
      <p className="leading-snug">
        <span role="status">{erased}</span>
        {!erased && kioskWords.shared}
      </p>
      <Button look="quiet" className="shrink-0 text-ink underline underline-offset-2" onClick={done}>
        {kioskWords.done}
      </Button>
    </div>
  )
}

/** On the page that follows an erasure, once: that it happened. How much it was does not concern the visitor who comes next. */
function useErased(): string | undefined {
  const isNew = usePathname() === "/"
  const [receipt, setReceipt] = useState<Receipt>()
  useEffect(() => {
    if (isNew) setReceipt((known) => known ?? takeReceipt())
    else setReceipt(undefined)
  }, [isNew])
  return receipt && sentenceOf(receipt)
}

function sentenceOf({ erasedAt }: Receipt): string {
  return kioskWords.erased(erasedAt ? date(new Date(erasedAt), { timeStyle: "short" }) : undefined)
}
