"use client"
import { useEffect, useRef, useState } from "react"
import type { Receipt } from "@/lib/actions/my-data"
import { countInWords, date } from "@/lib/words/page"
import { takeReceipt } from "./erase"

/** The receipt of what was erased a moment ago in this tab, if anything was. Shown once. */
export function Erasure() {
  const [receipt, setReceipt] = useState<Receipt>()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => setReceipt((shown) => shown ?? takeReceipt()), [])
  useEffect(() => {
    if (receipt) heading.current?.focus()
  }, [receipt])
  if (!receipt) return undefined
  return (
    <section className="mt-6 rounded-2xl border border-line bg-surface-2 p-5">
      <h2 ref={heading} tabIndex={-1} className="font-serif text-xl outline-none">
        Everything is erased
      </h2>
      <p className="mt-1">{sentenceOf(receipt)}</p>
      <p className="mt-1 text-ink-soft">This receipt is shown once. It is not stored anywhere.</p>
    </section>
  )
}

function sentenceOf({ erasedAt, chats, messages }: Receipt): string {
  if (!erasedAt) return "There was nothing more to erase."
  const counts = `${countInWords(chats, "chat")} and ${countInWords(messages, "message")}`
  const when = date(new Date(erasedAt), { dateStyle: "long", timeStyle: "medium" })
  return `${when}: ${counts}, their key and the cookie of this browser.`
}
