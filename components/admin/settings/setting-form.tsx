"use client"
import { type ReactNode, useEffect, useId, useState } from "react"
import { adminWords } from "@/lib/words/admin"
import { Button } from "../../ui/button"
import { Saved } from "./saved"
import type { FieldProps } from "./shown"
import { Source } from "./source"
import { type Change, useSave } from "./use-save"

const words = adminWords.settings

type SettingFormProps = FieldProps & {
  /** Lines to write in; 1: a field of one line. */
  rows: number
  inputMode?: "decimal"
  /** What the text says, as it is saved; absent: the text. */
  parse?: (text: string) => Change["value"]
  /** What is said under the field while it says `text`. */
  hint?: (text: string) => string
  /** Beside the ways to save it. */
  beside?: ReactNode
  /** What is below; `use` puts another value in its place at once. */
  children?: (use: (text: string) => void) => ReactNode
}

/** Classes of a field: as tall as its text, within reason. */
export const FIELD =
  "field-sizing-content block max-h-[60dvh] min-h-11 w-full rounded-xl border border-ink-soft/80 bg-surface px-3 py-2 aria-invalid:border-danger [textarea]:min-h-24"

/** One setting: what it is, the field, where its value comes from, and the ways to save it and to take it back. */
export function SettingForm(props: SettingFormProps) {
  const { setting, onText, rows, inputMode, parse = asItIs, hint, beside, children } = props
  const { name, value, source, placeholder } = setting
  const id = useId()
  const [typed, setTyped] = useState<string>()
  const { save, busy, saved, problem, untried } = useSave()
  const text = typed ?? value
  useEffect(() => onText({ name, text }), [onText, name, text])
  // Whether the value is one of this setting is for the server to say.
  const changeTo = (written: string | null) =>
    ({ name, value: written === null ? null : parse(written) }) as Change
  // What was typed while it was being saved stays.
  const saveAs = (written: string | null, anyway?: true) =>
    save({ ...changeTo(written), anyway }, () => setTyped((now) => (now === typed ? undefined : now)))
  const common = {
    inputMode,
    placeholder,
    id,
    value: text,
    "aria-describedby": `${id}-about ${id}-hint ${id}-problem`,
    "aria-invalid": problem ? true : undefined,
    dir: "auto",
    autoComplete: "off",
    onChange: ({ target }: { target: { value: string } }) => setTyped(target.value),
    className: `mt-3 ${FIELD}`,
  }
  return (
    <section className="border-line border-t py-8">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          saveAs(text)
        }}
      >
        <h2 className="font-serif text-xl">
          <label htmlFor={id}>{setting.heading}</label>
        </h2>
        <p id={`${id}-about`} className="mt-1 text-ink-soft text-sm">
          {setting.description}
        </p>
        {rows > 1 ? <textarea {...common} rows={rows} /> : <input {...common} type="text" />}
        {hint && (
          <p id={`${id}-hint`} className="mt-1 text-ink-soft text-sm">
            {hint(text)}
          </p>
        )}
        <Source {...source} />
        <div className="mt-3 flex flex-wrap items-center gap-2">
          {/* Quiet until there is something to save. Not disabled while it saves: the focus would be lost. */}
          <Button type="submit" look={text === value ? "outline" : "primary"} aria-disabled={busy}>
            {words.save}
          </Button>
          {source.since !== undefined && (
            <Button aria-disabled={busy} onClick={() => saveAs(null)}>
              {words.toDefault}
            </Button>
          )}
          {untried && (untried.value === null || untried.value === changeTo(text).value) && (
            <Button aria-disabled={busy} onClick={() => saveAs(untried.value === null ? null : text, true)}>
              {words.saveAnyway}
            </Button>
          )}
          {beside}
          <Saved
            saved={saved && typed === undefined}
            saving={busy ? setting.saving : undefined}
            problem={problem}
            problemId={`${id}-problem`}
          />
        </div>
      </form>
      {children?.(saveAs)}
    </section>
  )
}

function asItIs(text: string): string {
  return text
}
