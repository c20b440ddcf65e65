"use client"
import { useId, useState } from "react"
import { adminWords } from "@/lib/words/admin"
import { Button } from "../../ui/button"
import { Saved } from "./saved"
import { FIELD } from "./setting-form"
import type { FieldProps } from "./shown"
import { type Change, useSave } from "./use-save"

const words = adminWords.settings.answering

/** Whether visitors are answered, and what they read while they are not. */
export function Answering({ setting }: FieldProps) {
  const { name, heading, description, value, source } = setting
  // What visitors read while nothing is answered; null: answers are given.
  const paused = value || null
  const id = useId()
  const [typed, setTyped] = useState<string>()
  const { save, busy, saved, problem } = useSave()
  const text = typed ?? paused ?? words.suggestion
  const isAnswering = paused === null
  // What was typed while it was being saved stays.
  const saveAs = (value: string | null) =>
    save({ name, value } as Change, () => setTyped((now) => (now === typed ? undefined : now)))
  return (
    <section className="my-8 rounded-2xl border border-line bg-surface-2 p-5 sm:p-7">
      <h2 className="sr-only">{heading}</h2>
      <button
        type="button"
        role="switch"
        aria-checked={isAnswering}
        aria-label={words.label}
        aria-describedby={`${id}-state`}
        aria-disabled={busy}
        className="group flex min-h-11 w-full items-center gap-4 rounded-xl text-start"
        onClick={() => saveAs(isAnswering ? text : null)}
      >
        <span
          aria-hidden
          className="flex h-9 w-16 shrink-0 rounded-full border border-ink-soft p-1 before:size-6.5 before:rounded-full before:bg-ink-soft before:transition-transform group-aria-checked:border-accent group-aria-checked:bg-accent group-aria-checked:before:translate-x-7 group-aria-checked:before:bg-accent-ink rtl:group-aria-checked:before:-translate-x-7"
        />
        <span className="font-serif text-2xl">{isAnswering ? words.on : words.off}</span>
      </button>
      <p id={`${id}-state`} className="mt-3 max-w-[65ch] text-ink-soft text-sm">
        {isAnswering ? description : `${source.since ?? ""} ${words.whileOff}`}
      </p>
      <form
        noValidate
        className="mt-5"
        onSubmit={(event) => {
          event.preventDefault()
          saveAs(text)
        }}
      >
        <label htmlFor={id}>{words.text}</label>
        <textarea
          id={id}
          rows={3}
          dir="auto"
          aria-describedby={`${id}-problem`}
          aria-invalid={problem ? true : undefined}
          className={`mt-1.5 ${FIELD}`}
          value={text}
          onChange={(event) => setTyped(event.target.value)}
        />
        <div className="mt-3 flex flex-wrap items-center gap-2">
          {!isAnswering && (
            <Button type="submit" aria-disabled={busy}>
              {words.save}
            </Button>
          )}
          <Saved saved={saved && typed === undefined} problem={problem} problemId={`${id}-problem`} />
        </div>
      </form>
    </section>
  )
}
