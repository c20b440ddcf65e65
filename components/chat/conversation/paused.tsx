import { CirclePause } from "lucide-react"

/** What the operator says while nothing is answered; read out when it appears. */
export function Paused({ text }: { text: string | null }) {
  return (
    <output className="block">
      {text !== null && (
        <span className="mb-2 flex max-h-[30dvh] gap-3 overflow-y-auto rounded-xl border border-line bg-surface-2 px-4 py-3 text-sm">
          <CirclePause aria-hidden className="mt-0.5 size-4.5 shrink-0 text-ink-soft" />
          <span className="min-w-0 whitespace-pre-line [overflow-wrap:anywhere]" dir="auto">
            {text}
          </span>
        </span>
      )}
    </output>
  )
}
