import { type ComponentProps, useId } from "react"

type FieldProps = ComponentProps<"input"> & {
  label: string
  /** What to know before filling it in. */
  hint?: string
  /** What is wrong with what was filled in; announced. */
  problem?: string
}

/** One line to fill in, with its label above and what is wrong below. */
export function Field({ label, hint, problem, className = "", ...rest }: FieldProps) {
  const id = useId()
  return (
    <div>
      <label htmlFor={id} className="block">
        {label}
      </label>
      {hint && (
        <p id={`${id}-hint`} className="text-ink-soft text-sm">
          {hint}
        </p>
      )}
      <input
        {...rest}
        id={id}
        aria-invalid={problem ? true : undefined}
        aria-describedby={
          [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(" ") || undefined
        }
        className={`mt-1.5 block min-h-11 w-full rounded-xl border border-ink-soft/80 bg-surface px-3 aria-invalid:border-danger ${className}`}
      />
      <div role="alert" id={`${id}-problem`} className="mt-1.5 min-h-6 text-danger text-sm">
        {problem}
      </div>
    </div>
  )
}
