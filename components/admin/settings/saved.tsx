type SavedProps = { saved: boolean; problem: string | undefined; problemId?: string }

/** How saving went, read out. */
export function Saved({ saved, problem, problemId }: SavedProps) {
  return (
    <>
      <output className="text-ink-soft text-sm">{saved && "Saved. In effect within a second."}</output>
      <p role="alert" id={problemId} className="basis-full text-danger text-sm empty:hidden">
        {problem}
      </p>
    </>
  )
}
