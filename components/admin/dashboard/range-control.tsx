"use client"
import Form from "next/form"
import Link, { useLinkStatus } from "next/link"
import { useSearchParams } from "next/navigation"
import { useId, useState } from "react"
import type { RangeName, Stats } from "@/lib/stats"
import { dashboardWords } from "@/lib/words/admin"
import { Button } from "../../ui/button"

const words = dashboardWords.range
const NAMES: Record<RangeName, string> = words.names

/** Which period of time is shown; it stands in the address, so that it can be kept and passed on. */
export function RangeControl({ range }: Pick<Stats, "range">) {
  const id = useId()
  const asked = useSearchParams()
  // What was asked for and refused is there to be corrected.
  const [from, to] = [asked.get("from") ?? range.from, asked.get("to") ?? range.to]
  const isCustom = range.name === "custom" || asked.has("from")
  const [isOpen, setIsOpen] = useState(isCustom)
  const [wasCustom, setWasCustom] = useState(isCustom)
  if (wasCustom !== isCustom) {
    setWasCustom(isCustom)
    if (isCustom) setIsOpen(true)
  }
  return (
    <nav aria-label={words.label} className="flex flex-wrap items-center gap-2">
      <ul className="flex w-full flex-wrap justify-between rounded-2xl border border-line p-1 sm:w-auto sm:gap-1">
        {Object.entries(NAMES).map(([name, said]) => (
          <li key={name}>
            <Link
              href={`/admin?range=${name}`}
              prefetch={false}
              scroll={false}
              aria-current={name === range.name ? "page" : undefined}
              className="flex min-h-11 items-center whitespace-nowrap rounded-xl px-1.5 text-sm hover:bg-surface-2 aria-[current=page]:bg-accent aria-[current=page]:text-accent-ink sm:px-3"
            >
              <Name>{said}</Name>
            </Link>
          </li>
        ))}
      </ul>
      <Button look="quiet" aria-expanded={isOpen} aria-controls={id} onClick={() => setIsOpen(!isOpen)}>
        {words.other}
      </Button>
      <div id={id}>
        {isOpen && (
          <Form action="/admin" scroll={false} className="flex flex-wrap items-end gap-2 text-sm">
            <Day name="from" label={words.from} shown={from} />
            <Day name="to" label={words.to} shown={to} />
            <Button type="submit">{words.show}</Button>
          </Form>
        )}
      </div>
    </nav>
  )
}

/** Shows that its figures are on their way. */
function Name({ children }: { children: string }) {
  const { pending } = useLinkStatus()
  return <span className={pending ? "breathing" : undefined}>{children}</span>
}

/** A day to choose; when another one is shown than before, it is that one. */
function Day({ name, label, shown }: { name: string; label: string; shown: string }) {
  const [before, setBefore] = useState(shown)
  const [day, setDay] = useState(shown)
  if (before !== shown) {
    setBefore(shown)
    setDay(shown)
  }
  return (
    <label className="flex flex-col gap-1 text-ink-soft">
      {label}
      <input
        type="date"
        name={name}
        value={day}
        onChange={(event) => setDay(event.target.value)}
        required
        className="min-h-11 rounded-xl border border-line bg-surface px-3 text-ink"
      />
    </label>
  )
}
