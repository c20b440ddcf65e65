import { sourcesWords } from "@/lib/words/chat"
import { anchorOf, prepareSource, useCited } from "./cited"

/** Under an answer: what it cites, each to be opened. On paper these are lines of text. */
export function SourceList() {
  const cited = useCited()
  if (!cited) return undefined
  return (
    <div className="mt-4 border-line border-t pt-2 text-sm">
      <p className="font-semibold text-ink-soft" aria-hidden>
        {sourcesWords.label}
      </p>
      <ol aria-label={sourcesWords.label} className="sources mt-0.5">
        {[...cited.sources.values()].map((source) => (
          <li key={source.number} id={anchorOf(cited.messageId, source.number)}>
            <button
              type="button"
              aria-haspopup="dialog"
              className="-mx-2 flex min-h-9 items-baseline gap-2 rounded-lg px-2 py-1.5 text-start hover:bg-surface-2 pointer-coarse:min-h-11"
              onPointerEnter={prepareSource}
              onFocus={prepareSource}
              onClick={({ currentTarget }) => cited.open(source, currentTarget)}
            >
              <span className="text-accent tabular-nums">{`[${source.number}] `}</span>
              <span dir="auto" className="min-w-0 text-ink-soft [overflow-wrap:anywhere]">
                {sourcesWords.entry(source)}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </div>
  )
}
