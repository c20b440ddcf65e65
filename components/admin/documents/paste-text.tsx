"use client"
import { type FormEvent, useId, useState } from "react"
import { addText } from "@/lib/actions/documents"
import { documentsWords } from "@/lib/words/admin"
import { call, sentenceFor } from "../../call"
import { Button } from "../../ui/button"
import { Field } from "../../ui/field"

const words = documentsWords.paste

/** A document that is typed or pasted: its title and its text. */
export function PasteText({ onAdded }: { onAdded: () => Promise<void> }) {
  const id = useId()
  const [isOpen, setIsOpen] = useState(false)
  const [isBusy, setIsBusy] = useState(false)
  const [said, setSaid] = useState<string>()
  const add = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (isBusy) return
    const form = event.currentTarget
    const data = new FormData(form)
    const title = String(data.get("title"))
    setIsBusy(true)
    try {
      await call(() => addText({ title, text: String(data.get("text")) }))
      form.reset()
      setSaid(words.added(title))
      await onAdded()
    } catch (error) {
      setSaid(sentenceFor(error))
    }
    setIsBusy(false)
  }
  return (
    <>
      <Button aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        {words.open}
      </Button>
      {isOpen && (
        <form onSubmit={add} className="order-last w-full max-w-[46rem]">
          <Field label={words.title} name="title" required maxLength={200} autoComplete="off" />
          <label htmlFor={id} className="block">
            {words.text}
          </label>
          <textarea
            id={id}
            name="text"
            required
            rows={8}
            maxLength={400_000}
            className="mt-1.5 block w-full rounded-xl border border-ink-soft/80 bg-surface px-3 py-2"
          />
          <div className="mt-3 flex flex-wrap items-center gap-3">
            <Button type="submit" look="primary" aria-disabled={isBusy}>
              {isBusy ? words.busy : words.action}
            </Button>
            <output className="text-sm [overflow-wrap:anywhere]" dir="auto">
              {said}
            </output>
          </div>
        </form>
      )}
    </>
  )
}
