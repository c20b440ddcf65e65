import { adminWords } from "@/lib/words/admin"

type SavedProps = { saved: boolean; saving?: string; problem: string | undefined; problemId?: string }

/** How saving went, read out. */
export function Saved({ saved, saving, problem, problemId }: SavedProps) {
  return (
    <>
      <output className="text-ink-soft text-sm">{saving ?? (saved && adminWords.settings.saved)}</output>
      <p role="alert" id={problemId} className="basis-full text-danger text-sm empty:hidden">
        {problem}
      </p>
    </>
  )
}
