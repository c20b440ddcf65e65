import type { ChatMessage } from "@/lib/types"

const TODAY = new Intl.DateTimeFormat(undefined, { timeStyle: "short" })
const EARLIER = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" })

/** When a message was written, in the visitor's own time; without the date when that is today. */
export function TimeOf({ message }: { message: ChatMessage }) {
  const createdAt = message.metadata?.createdAt
  if (!createdAt) return undefined
  const written = new Date(createdAt)
  const format = written.toDateString() === new Date().toDateString() ? TODAY : EARLIER
  return (
    <time dateTime={createdAt} className="quiet-controls px-2 text-ink-soft text-xs">
      {format.format(written)}
    </time>
  )
}
