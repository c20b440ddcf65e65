/** The place's name beside its mark. */
export function Brand({ title }: { title: string }) {
  return (
    <span className="flex min-w-0 items-center gap-2.5">
      <Mark className="size-6 shrink-0" />
      <span className="truncate font-serif text-lg" dir="auto">
        {title}
      </span>
    </span>
  )
}

/** An alcove. */
export function Mark({ className }: { className: string }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 24 24" className={className}>
      <path d="M3 22V11a9 9 0 0 1 18 0v11z" className="fill-accent" />
      <path d="M8 22V12a4 4 0 0 1 8 0v10z" className="fill-surface" />
    </svg>
  )
}
