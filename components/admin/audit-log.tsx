/** An entry in words; `at`: ISO 8601. */
type Entry = { id: string; at: string; when: string; who: string; what: string }

/** Who did what, and when, newest first. */
export function AuditLog({ entries }: { entries: Entry[] }) {
  return (
    <ol className="mt-4 divide-y divide-line border-line border-y">
      {entries.map(({ id, at, when, who, what }) => (
        <li key={id} className="py-2.5 sm:flex sm:gap-6">
          <time dateTime={at} className="block w-44 shrink-0 text-ink-soft text-sm leading-[1.7rem]">
            {when}
          </time>
          <p className="min-w-0 text-[0.9375rem] [overflow-wrap:anywhere]" dir="auto">
            {who} {what}
          </p>
        </li>
      ))}
    </ol>
  )
}
