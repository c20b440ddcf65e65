"use client"
import { useEffect, useRef, useState } from "react"
import type { Receipt } from "@/lib/actions/my-data"
import { myDataWords } from "@/lib/words/my-data"
import { date } from "@/lib/words/page"
import { takeReceipt } from "./erase"

const words = myDataWords.receipt

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
        {words.heading}
      </h2>
      <p className="mt-1">{sentenceOf(receipt)}</p>
      <p className="mt-1 text-ink-soft">{words.text}</p>
    </section>
  )
}

function sentenceOf({ erasedAt, chats, messages }: Receipt): string {
  if (!erasedAt) return words.nothing
  const at = date(new Date(erasedAt), { dateStyle: "long", timeStyle: "medium" })
  return words.erased({ at, chats, messages })
}
