"use client"
import { useEffect, useId, useRef } from "react"

type SwitchProps = {
  label: string
  /** What it means when it is on. */
  consequence: string
  /** Takes little room: the consequence is not shown before it has come, only told and in a hint. */
  brief?: boolean
  checked: boolean
  onChange: (checked: boolean) => void
}

/** Something that is on or off, with its consequence in words. */
export function Switch({ label, consequence, brief = false, checked, onChange }: SwitchProps) {
  const id = useId()
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => {
    // Switched before the page came alive.
    if (box.current && box.current.checked !== checked) onChange(box.current.checked)
  }, [checked, onChange])
  return (
    <label
      title={brief && !checked ? consequence : undefined}
      className="relative flex min-h-11 items-center gap-3 rounded-xl text-sm leading-snug has-focus-visible:outline-2 has-focus-visible:outline-accent"
    >
      <input
        ref={box}
        type="checkbox"
        role="switch"
        aria-checked={checked}
        aria-labelledby={`${id}-label`}
        aria-describedby={`${id}-consequence`}
        className="peer absolute inset-0 cursor-pointer opacity-0"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span
        aria-hidden
        className="flex h-6 w-10 shrink-0 rounded-full border border-ink-soft p-0.5 transition-colors before:size-4.5 before:rounded-full before:bg-ink-soft before:transition-transform peer-checked:border-accent peer-checked:bg-accent peer-checked:before:translate-x-4 peer-checked:before:bg-accent-ink rtl:peer-checked:before:-translate-x-4"
      />
      <span>
        <span id={`${id}-label`} className="block">
          {label}
        </span>
        <span
          id={`${id}-consequence`}
          className={brief && !checked ? "sr-only" : "block text-ink-soft text-xs"}
        >
          {consequence}
        </span>
      </span>
    </label>
  )
}
