"use client"
import { X } from "lucide-react"
import type { Remembered } from "@/lib/types"
import { chatWords } from "@/lib/words/chat"

const words = chatWords.remembered

/** What the visitor asked for from then on, each with a way to have it forgotten. Nothing where there is nothing. */
export function RememberedList({
  remembered,
  onForget,
}: {
  remembered: Remembered[]
  onForget: (id: string) => void
}) {
  if (remembered.length === 0) return null
  return (
    <section aria-label={words.label} className="mb-2 text-sm">
      <p aria-hidden className="px-1 text-ink-soft">
        {words.label} ({remembered.length})
      </p>
      <ul className="flex max-h-30 short:max-h-13 flex-wrap gap-2 overflow-y-auto py-1">
        {remembered.map(({ id, text }) => (
          <li key={id} className="flex max-w-full items-center rounded-xl border border-line ps-3">
            <span
              dir="auto"
              className="min-w-0 line-clamp-2 py-1 [overflow-wrap:anywhere]"
              id={`remembered-${id}`}
              title={text}
            >
              {text}
            </span>
            <button
              type="button"
              data-forget={id}
              aria-describedby={`remembered-${id}`}
              className="inline-flex shrink-0 min-h-11 min-w-11 items-center justify-center gap-1 rounded-xl px-2 text-ink-soft hover:bg-surface-2 hover:text-ink"
              onClick={() => onForget(id)}
            >
              <X aria-hidden className="size-4" />
              {words.forget}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
